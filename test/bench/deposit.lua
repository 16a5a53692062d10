-- A deposit on an account of the list, drawn from the seed, under a key of its own: wrk runs one thread of this.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local body = '{"amount":' .. os.getenv('AMOUNT') .. ',"reference":"kiosk 7"}'
local head = '/deposits HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nContent-Length: ' .. #body .. '\r\nIdempotency-Key: deposit-' .. os.getenv('SEED') .. '-'
local count = 0

function request()
  count = count + 1
  return 'POST /accounts/' .. randomAccount() .. head .. count .. '\r\n\r\n' .. body
end
