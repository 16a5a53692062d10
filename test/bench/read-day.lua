-- The day of one skier at random, of those that read-day.ts has stored.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random = math.random
local head = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN') .. '\r\n\r\n'

function request()
  return 'GET /skiers/1/seasons/2022/days/1/skiers/' .. random(1, 2000) .. head
end
