import { beforeEach, expect, it } from 'vitest';
import { meteredBank } from '../fakes/metered-bank.ts';

let bank: Awaited<ReturnType<typeof meteredBank>>;
let accountID: string;

beforeEach(async () => {
  bank = await meteredBank();
  accountID = await bank.open('guest-7');
});

it('opens an account with one read, four units and one for the index', async () => {
  bank.spent();

  await bank.open('guest-8');

  expect(bank.spent()).toEqual({ calls: ['get', 'write'], readUnits: 1, writeUnits: 5 });
});

it.each(['deposits', 'withdrawals'])(
  'moves money by %s with one read and one write of eight units at the most',
  async (way) => {
    await send('deposits', 'first', { amount: 1_000 });
    bank.spent();

    const moved = await send(way, 'k1', { amount: 5, reference: 'r'.repeat(140) });

    expect(moved.status).toBe(201);
    expect(bank.spent()).toEqual({ calls: ['get', 'write'], readUnits: 2, writeUnits: 8 });
  },
);

it('pays the house with eight units at the most, and a guest with ten', async () => {
  const [payer, friend, merchant] = [await bank.open('guest-7', 100), await bank.open('guest-8'), await house()];
  bank.spent();

  await bank.send('/transfers', { from: payer, to: merchant, amount: 5, reference: 'r'.repeat(140) });
  const paid = bank.spent();
  await bank.send('/transfers', { from: payer, to: friend, amount: 5, reference: 'r'.repeat(140) });

  expect(paid).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 8 });
  expect(bank.spent()).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 10 });
});

it('holds with four units, captures with ten and releases with six', async () => {
  const [payer, merchant] = [await bank.open('guest-7', 100), await house()];
  const hold = { amount: 40, to: merchant, expiresInSeconds: 60, reference: 'r'.repeat(140) };
  bank.spent();

  const [first, placed] = [await bank.send(`/accounts/${payer}/holds`, hold), bank.spent()];
  const [second] = [await bank.send(`/accounts/${payer}/holds`, hold), bank.spent()];
  await bank.send(`${first.headers.get('location')}/capture`, { amount: 30 });
  const captured = bank.spent();
  await bank.send(`${second.headers.get('location')}/release`);

  expect(placed).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 4 });
  expect(captured).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 10 });
  expect(bank.spent()).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 6 });
});

it('pays with as many open holds as there may be for two units more', async () => {
  const [payer, merchant] = [await bank.open('guest-7', 100), await house()];
  const hold = { amount: 1, to: merchant, expiresInSeconds: 60, reference: 'r'.repeat(140) };
  for (let n = 0; n < 20; n += 1) await bank.send(`/accounts/${payer}/holds`, hold);
  bank.spent();

  await bank.send('/transfers', { from: payer, to: merchant, amount: 5 });

  expect(bank.spent()).toEqual({ calls: ['get', 'write'], readUnits: 3, writeUnits: 10 });
});

it('gives back a payment with ten units, and a transfer between guests with twelve', async () => {
  const [payer, friend, merchant] = [await bank.open('guest-7', 100), await bank.open('guest-8'), await house()];
  const pay = async (to: string) => {
    const paid = await bank.send('/transfers', { from: payer, to, amount: 5, reference: 'r'.repeat(140) });
    return `${paid.headers.get('location')}/refunds`;
  };
  const [payment, transfer] = [await pay(merchant), await pay(friend)];
  bank.spent();

  await bank.send(payment, { reference: 'r'.repeat(140) });
  const ofPayment = bank.spent();
  await bank.send(transfer, { reference: 'r'.repeat(140) });

  expect(ofPayment).toEqual({ calls: ['get', 'get', 'write'], readUnits: 3, writeUnits: 10 });
  expect(bank.spent()).toEqual({ calls: ['get', 'get', 'write'], readUnits: 4, writeUnits: 12 });
});

it('answers a replay with the read alone', async () => {
  await send('deposits', 'k1', { amount: 5 });
  bank.spent();

  await send('deposits', 'k1', { amount: 5 });

  expect(bank.spent()).toEqual({ calls: ['get'], readUnits: 2, writeUnits: 0 });
});

it('records a refusal with one unit, and repeats it with none', async () => {
  bank.spent();

  await send('withdrawals', 'k1', { amount: 5 });
  const first = bank.spent();
  await send('withdrawals', 'k1', { amount: 5 });

  expect(first).toEqual({ calls: ['get', 'write'], readUnits: 2, writeUnits: 1 });
  expect(bank.spent()).toEqual({ calls: ['get'], readUnits: 2, writeUnits: 0 });
});

it('reads an account with one unit, and its transactions with two', async () => {
  await send('deposits', 'k1', { amount: 5 });
  bank.spent();

  await bank.request('GET', `/accounts/${accountID}`);
  const account = bank.spent();
  await bank.request('GET', `/accounts/${accountID}/transactions`);

  expect(account).toEqual({ calls: ['get'], readUnits: 1, writeUnits: 0 });
  expect(bank.spent()).toEqual({ calls: ['get', 'query'], readUnits: 2, writeUnits: 0 });
});

it('reads a statement with three units, its later pages too, and a balance at a moment with two', async () => {
  for (const key of ['k1', 'k2']) await send('deposits', key, { amount: 5 });
  bank.spent();

  const { next } = await bank.read(`/accounts/${accountID}/statements/2026-01?limit=1`);
  const first = bank.spent();
  await bank.read(`/accounts/${accountID}/statements/2026-01?limit=1&cursor=${next}`);
  const second = bank.spent();
  await bank.read(`/accounts/${accountID}/balance?at=2026-01-31T00:00:00Z`);

  expect(first).toEqual({ calls: ['get', 'query', 'query'], readUnits: 3, writeUnits: 0 });
  expect(second).toEqual({ calls: ['get', 'get', 'query'], readUnits: 3, writeUnits: 0 });
  expect(bank.spent()).toEqual({ calls: ['get', 'query'], readUnits: 2, writeUnits: 0 });
});

it('tells a stranger nothing by what it does: of a foreign account it reads what it reads of an absent one', async () => {
  const readsOf = async (id: string, path: string) => {
    bank.spent();
    await bank.request('GET', `/accounts/${id}${path}`, { sub: 'guest-8' });
    return bank.spent();
  };

  for (const path of ['', '/transactions', '/statements/2026-01', '/balance?at=2026-01-15T09:00:00Z', '/holds']) {
    expect(await readsOf(accountID, path)).toEqual(await readsOf('a'.repeat(26), path));
  }
});

function house(): Promise<string> {
  return bank.open('house');
}

function send(way: string, key: string, body: object): Promise<Response> {
  return bank.request('POST', `/accounts/${accountID}/${way}`, { key, body });
}
