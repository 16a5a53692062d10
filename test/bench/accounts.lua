-- The ids in the file ACCOUNTS, one a line and all of one length: kept as one text, or millions would take minutes to read.
-- Each of the scripts that mixed.lua mixes asks for them.
if randomAccount then return end
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local file = assert(io.open(os.getenv('ACCOUNTS')))
local random, text = math.random, file:read('*a')
file:close()
local line = text:find('\n', 1, true) or #text + 1
-- The last line does not end.
local count = (#text + 1) / line
assert(count == math.floor(count), 'the ids are not of one length')

local function account(number)
  return text:sub((number - 1) * line + 1, number * line - 1)
end

-- Where it is to be so, nine of ten are one of the first tenth.
local isSkewed, tenth = os.getenv('SKEWED') == 'yes', math.ceil(count / 10)

function randomAccount()
  if isSkewed and random(1, 10) > 1 then return account(random(1, tenth)) end
  return account(random(1, count))
end
