-- Holds on accounts drawn from the seed; each is captured as soon as it is known, so that half of all requests capture.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local head = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN')
  .. '\r\nContent-Type: application/json\r\nIdempotency-Key: hold-' .. os.getenv('SEED') .. '-'
local hold = '{"amount":' .. os.getenv('AMOUNT') .. ',"to":"' .. os.getenv('HOUSE') .. '","expiresInSeconds":3600}'
local count, first, last, open = 0, 1, 0, {}

function request()
  count = count + 1
  local path, body = 'POST /accounts/' .. randomAccount() .. '/holds', hold
  if first <= last then
    path, body = 'POST ' .. open[first] .. '/capture', '{}'
    open[first] = nil
    first = first + 1
  end
  return path .. head .. count .. '\r\nContent-Length: ' .. #body .. '\r\n\r\n' .. body
end

-- Whether an answer is that of a hold: only there the state is open.
function response(status, headers, body)
  local holdID, accountID = body:match('"holdID":"(%w+)","accountID":"(%w+)"')
  if holdID and body:find('"state":"open"', 1, true) then
    last = last + 1
    open[last] = '/accounts/' .. accountID .. '/holds/' .. holdID
  end
end
