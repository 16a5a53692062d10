-- The ids in the file ACCOUNTS, one a line.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random, accounts = math.random, {}
for id in io.lines(os.getenv('ACCOUNTS')) do accounts[#accounts + 1] = id end

function randomAccount()
  return accounts[random(1, #accounts)]
end
