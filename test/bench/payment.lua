-- From an account of the list, drawn from the seed, to the house: wrk runs one thread of this.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local head = 'POST /transfers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nIdempotency-Key: payment-' .. os.getenv('SEED') .. '-'
local tail = '","to":"' .. os.getenv('HOUSE') .. '","amount":' .. os.getenv('AMOUNT') .. ',"reference":"two coffees"}'
local count = 0

function request()
  count = count + 1
  local body = '{"from":"' .. randomAccount() .. tail
  return head .. count .. '\r\nContent-Length: ' .. #body .. '\r\n\r\n' .. body
end
