-- A resort's business: 55 % scans, 25 % balances, 15 % deposits and payments, 5 % statements.
local scripts = os.getenv('SCRIPTS')
local function script(name)
  dofile(scripts .. '/' .. name .. '.lua')
  return request
end
local scan, balance, deposit = script('capture'), script('balance'), script('deposit')
local payment, statement = script('payment'), script('statement')
local random = math.random

function request()
  local percent = random(1, 1000) / 10
  if percent <= 55 then return scan() end
  if percent <= 80 then return balance() end
  if percent <= 87.5 then return deposit() end
  if percent <= 95 then return payment() end
  return statement()
end
