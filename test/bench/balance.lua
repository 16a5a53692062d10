-- The balance of an account of the list, drawn from the seed.
dofile(os.getenv('SCRIPTS') .. '/accounts.lua')

local head = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN') .. '\r\n\r\n'

function request()
  return 'GET /accounts/' .. randomAccount() .. head
end
