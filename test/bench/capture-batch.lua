-- 25 scans a POST, as a gate that buffers sends them: of its own resort, drawn from the seed as the course's load has it.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random = math.random
local head = 'POST /rides HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nContent-Length: '

function request()
  local resort = random(1, 10)
  local scans = {}
  for scan = 1, 25 do
    scans[scan] = '{"resortID":' .. resort .. ',"seasonID":"2022","dayID":1,"skierID":' .. random(1, 100000)
      .. ',"time":' .. random(1, 360) .. ',"liftID":' .. random(1, 40) .. '}'
  end
  local body = '{"rides":[' .. table.concat(scans, ',') .. ']}'
  return head .. #body .. '\r\n\r\n' .. body
end
