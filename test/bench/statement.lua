-- A statement of 50 entries, of an account of the list that is drawn from the seed.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local tail = '/statements/' .. os.getenv('MONTH') .. '?limit=50 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer '
  .. os.getenv('TOKEN') .. '\r\n\r\n'

function request()
  return 'GET /accounts/' .. randomAccount() .. tail
end
