-- From one account of the list to another, both drawn from the seed, under a key of its own: wrk runs one thread of this.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local head = 'POST /transfers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nIdempotency-Key: transfer-' .. os.getenv('SEED') .. '-'
local tail = '","amount":' .. os.getenv('AMOUNT') .. ',"reference":"two coffees"}'
local count = 0

function request()
  count = count + 1
  local from, to = randomAccount(), randomAccount()
  while to == from do to = randomAccount() end
  local body = '{"from":"' .. from .. '","to":"' .. to .. tail
  return head .. count .. '\r\nContent-Length: ' .. #body .. '\r\n\r\n' .. body
end
