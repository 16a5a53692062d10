-- The ids in the file ACCOUNTS, one a line.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random, accounts = math.random, {}
for id in io.lines(os.getenv('ACCOUNTS')) do accounts[#accounts + 1] = id end

-- Where it is to be so, nine of ten are one of the first tenth.
local isSkewed, tenth = os.getenv('SKEWED') == 'yes', math.ceil(#accounts / 10)

function randomAccount()
  if isSkewed and random(1, 10) > 1 then return accounts[random(1, tenth)] end
  return accounts[random(1, #accounts)]
end
