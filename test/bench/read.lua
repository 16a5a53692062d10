-- READ_PATH with the number of one skier, or day, at random from 1 to READ_MAX in the place of its %d.
dofile(os.getenv('SCRIPTS') .. '/result.lua')
math.randomseed(tonumber(os.getenv('SEED')))

local random, path, max = math.random, os.getenv('READ_PATH'), tonumber(os.getenv('READ_MAX'))
local head = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' .. os.getenv('TOKEN') .. '\r\n\r\n'

function request()
  return 'GET ' .. path:format(random(1, max)) .. head
end
