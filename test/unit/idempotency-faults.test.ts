import { beforeEach, expect, it } from 'vitest';
import { type Items, StoreUnavailable } from '#platform/items.ts';
import { operations } from '../../lambdas/accounts/contract.ts';
import { ledgerItems, mishapsBefore } from '../fakes/accounts.ts';
import { memoryBank } from '../fakes/memory-bank.ts';

/** Those cases that a money API must get right, by their numbers, which time or faults decide. */

const DAY_MS = 24 * 3_600_000;

let items: Items;
let bank: ReturnType<typeof memoryBank>;
let guest: string;

beforeEach(async () => {
  items = ledgerItems();
  bank = memoryBank(items);
  guest = await bank.open({ balance: 100 });
});

it('7, 28: a store that cannot be reached records nothing, and the same key runs when it can', async () => {
  const away = memoryBank({ ...items, write: () => Promise.reject(new StoreUnavailable('away')) });

  await expect(away.ask('createWithdrawal', withdrawal('k1'))).rejects.toThrow(StoreUnavailable);
  const before = await balance();
  const later = await bank.ask('createWithdrawal', withdrawal('k1'));

  expect(before).toBe(100);
  expect(later).toMatchObject({ status: 201, isReplay: false, told: { balance: 90 } });
});

it('28: a store whose records cannot be read lets nothing happen', async () => {
  const blind = memoryBank({ ...items, get: () => Promise.reject(new StoreUnavailable('blind')) });

  await expect(blind.ask('createWithdrawal', withdrawal('k1'))).rejects.toThrow(StoreUnavailable);

  expect(await balance()).toBe(100);
});

it('8, 10: a process that died after its commit, and before its answer, has answered for good', async () => {
  dying(async (actions) => {
    await items.write(actions);
    return NEVER;
  });
  await settled();

  const retry = await bank.ask('createWithdrawal', withdrawal('k1'));

  expect(retry).toMatchObject({ status: 201, isReplay: true, told: { balance: 90 } });
  expect(await balance()).toBe(90);
});

it('9: a process that died before its commit has done nothing', async () => {
  dying(() => NEVER);
  await settled();

  const retry = await bank.ask('createWithdrawal', withdrawal('k1'));

  expect(retry).toMatchObject({ status: 201, isReplay: false });
  expect(await balance()).toBe(90);
});

it('23: a key is new again after its day, also while its record is still there', async () => {
  const open = () => bank.ask('openAccount', { body: { currency: 'EUR' }, key: 'k1' });
  const first = await open();

  bank.clock.advance(DAY_MS - 1_000);
  const within = await open();
  bank.clock.advance(1_000);
  const after = await open();

  expect(within).toMatchObject({ isReplay: true, text: first.text });
  expect(after).toMatchObject({ status: 201, isReplay: false });
  expect(after.told['accountID']).not.toBe(first.told['accountID']);
});

it('23: an expired refusal is decided anew', async () => {
  const close = () => bank.ask('closeAccount', { params: { accountID: guest }, key: 'k1' });
  await close();
  await bank.ask('createWithdrawal', withdrawal('k2', 100));

  const within = await close();
  bank.clock.advance(DAY_MS);
  const after = await close();

  expect([within.status, after.status]).toEqual([409, 200]);
});

it('24: money is remembered for ever, and so is its refusal', async () => {
  const [paid, refused] = [
    await bank.ask('createWithdrawal', withdrawal('k1')),
    await bank.ask('createWithdrawal', withdrawal('k2', 1_000)),
  ];

  bank.clock.advance(10 * 365 * DAY_MS);

  expect(await bank.ask('createWithdrawal', withdrawal('k1'))).toEqual({ ...paid, isReplay: true });
  expect(await bank.ask('createWithdrawal', withdrawal('k2', 1_000))).toEqual({ ...refused, isReplay: true });
});

it('24, 26: every POST says how long it is remembered, and nothing else takes a key', () => {
  for (const { method, ...operation } of Object.values(operations)) {
    expect('idempotency' in operation, operation.operationId).toBe(method === 'POST');
  }
});

it('29: what is stored stays far below the limit of an item, with the longest of everything', async () => {
  const long = { ownerID: 'o'.repeat(128), name: '"'.repeat(100), reference: '"'.repeat(140) };
  const { told } = await bank.send('openAccount', {
    body: { currency: 'EUR', ownerID: long.ownerID, name: long.name, resortID: 2 ** 31 - 1 },
  });
  const params = { accountID: String(told['accountID']) };
  await bank.send('createDeposit', { params, body: { amount: 10 ** 12, reference: long.reference } });
  for (let n = 0; n < 20; n += 1) {
    const body = { amount: 10 ** 10, to: 'cash-EUR', expiresInSeconds: 60, reference: long.reference };
    await bank.send('createHold', { params, body });
  }

  const stored = await Promise.all(['ledger', 'idempotency'].map((TableName) => items.scan({ TableName })));
  const bytes = stored.flatMap((page) => page.items.map((item) => Buffer.byteLength(JSON.stringify(item))));

  expect(Math.max(...bytes)).toBeLessThan(4_096);
});

it('30: no record holds an address', async () => {
  const address = { recipient: 'Moosbrugger', lines: ['Rüfiplatz 7'], city: 'Lech', country: 'AT' };
  const precondition = { kind: 'absent' };
  await bank.ask('putAddress', { params: { accountID: guest }, body: address, precondition });
  await bank.send('createWithdrawal', withdrawal('k1'));

  const records = await items.scan({ TableName: 'idempotency' });
  const ledger = await items.scan({ TableName: 'ledger' });

  expect(JSON.stringify(records)).not.toContain('Moosbrugger');
  expect(ledger.items.filter((item) => JSON.stringify(item).includes('Moosbrugger'))).toHaveLength(1);
});

it('31: a conflict that lasts is 503 in the end, and a passing one is not seen', async () => {
  const conflict = async () => ({ ok: false as const, reasons: [{ code: 'TransactionConflict' as const }] });

  const passing = memoryBank(mishapsBefore(items, 'in conflict with another', 'in conflict with another'));
  expect(await passing.ask('createWithdrawal', withdrawal('k1'))).toMatchObject({ status: 201 });

  const lasting = memoryBank({ ...items, write: conflict });
  await expect(lasting.ask('createWithdrawal', withdrawal('k2'))).rejects.toThrow(StoreUnavailable);
});

it('38: clocks that disagree change neither the order of entries nor what a key stands for', async () => {
  const [ahead, behind] = [memoryBank(items), bank];
  ahead.clock.advance(3_600_000);

  await ahead.ask('createWithdrawal', withdrawal('k1'));
  await behind.ask('createWithdrawal', withdrawal('k2'));
  const again = await behind.ask('createWithdrawal', withdrawal('k1'));

  const listing = { params: { accountID: guest }, query: { order: 'asc' } };
  const { told } = await bank.ask('listTransactions', listing);
  const entries = told['transactions'] as { version: number; createdAt: string }[];
  expect(again.isReplay).toBe(true);
  expect(entries.map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(entries.map(({ createdAt }) => createdAt)).toEqual(entries.map(({ createdAt }) => createdAt).toSorted());
});

it('39: an account that a build before this one has written takes every command', async () => {
  const [account] = await items.get([{ table: 'ledger', key: { pk: `A#${guest}`, sk: 'A' } }]);
  const { holds: _, ...older } = account ?? {};
  await items.putAll('ledger', [older]);

  const held = await bank.send('createHold', {
    params: { accountID: guest },
    body: { amount: 40, to: 'cash-EUR', expiresInSeconds: 60 },
  });

  expect(held.status).toBe(201);
  expect((await bank.ask('getAccount', { params: { accountID: guest } })).told).toMatchObject({ available: 60 });
});

it('40: what becomes of commands is counted, apart for money and for the rest', async () => {
  const before = bank.metrics.totals();
  await bank.ask('createWithdrawal', withdrawal('k1'));
  await bank.ask('createWithdrawal', withdrawal('k1'));
  await bank.ask('createWithdrawal', withdrawal('k2', 1_000));
  await bank.ask('closeAccount', { params: { accountID: guest }, key: 'k3' });

  expect(before).toEqual({ CommandsApplied: 1, TransfersApplied: 1 });
  expect(bank.metrics.totals()).toEqual({
    CommandsApplied: 1,
    TransfersApplied: 2,
    CommandsReplayed: 1,
    TransfersRefused: 1,
    CommandsRefused: 1,
  });
});

function withdrawal(key: string, amount = 10) {
  return { params: { accountID: guest }, body: { amount }, key };
}

async function balance(): Promise<unknown> {
  return (await bank.ask('getAccount', { params: { accountID: guest } })).told['balance'];
}

const NEVER = new Promise<never>(() => {});

/** Another process, which sends its command and never comes back from its write. */
function dying(write: Items['write']): void {
  void memoryBank({ ...items, write }).ask('createWithdrawal', withdrawal('k1'));
}

/** Until nothing in this process has anything more to do. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
