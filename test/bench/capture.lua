-- One scan a POST, drawn from the seed as the course's load has it: skier, resort, minute and lift.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random = math.random
local head = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nContent-Length: '

function request()
  local body = '{"time":' .. random(1, 360) .. ',"liftID":' .. random(1, 40) .. '}'
  return 'POST /skiers/' .. random(1, 10) .. '/seasons/2022/days/1/skiers/' .. random(1, 100000) .. head .. #body
    .. '\r\n\r\n' .. body
end
