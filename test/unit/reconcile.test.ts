import { beforeEach, describe, expect, test } from 'vitest';
import type { Action, Item, Items } from '#platform/items.ts';
import { reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { ledgerItems } from '../fakes/accounts.ts';
import { memoryBank } from '../fakes/memory-bank.ts';

let items: Items;
let bank: ReturnType<typeof memoryBank>;
/** Of the bank's one story: two guests, a merchant, and what went between them. */
let ann: string;
let holdID: string;

beforeEach(async () => {
  items = ledgerItems();
  bank = memoryBank(items);
  ann = await bank.open({ ownerID: 'ann', balance: 10_000 });
  const [bob, merchant] = [await bank.open({ ownerID: 'bob', balance: 500 }), await bank.open({ kind: 'house' })];
  await bank.transfer({ from: ann, to: bob, amount: 100 });
  const paid = await bank.transfer({ from: ann, to: merchant, amount: 300 });
  await bank.send('createRefund', { params: { transferID: paid.told['transferID'] }, body: { amount: 50 } });
  await hold({ amount: 70, to: merchant }).then((id) => bank.send('captureHold', holdPath(id, { amount: 60 })));
  await hold({ amount: 20, to: merchant }).then((id) => bank.send('releaseHold', holdPath(id)));
  bank.clock.advance(40 * DAY_MS);
  await bank.send('createWithdrawal', { params: { accountID: ann }, body: { amount: 1_000 } });
  holdID = await hold({ amount: 30, to: merchant });
  // What was dated in the millisecond in which a look begins is left for the next one.
  bank.clock.advance(1);
});

test('finds nothing where everything is as the commands left it, and says what it compared', async () => {
  const { compared, differences } = await look();

  expect(Object.fromEntries(differences)).toEqual({});
  // Three house accounts: cash-EUR, which was never opened, the merchant's and no other.
  expect(compared).toEqual({ accounts: 3, entries: 8, transfers: 7, shards: 200, still: 200, holds: 2, currencies: 1 });
});

describe('finds what was planted:', () => {
  test('a balance that its entries do not make', async () => {
    await change({ pk: `A#${ann}`, sk: 'A' }, 'ADD #balance :by', { by: 1 });

    expect(await found()).toEqual({
      [`account ${ann}`]: 'has a balance of 8591, and its entries 8590',
    });
  });

  test('a version that is missing', async () => {
    const [, second] = await entriesOf(ann);
    await remove(second);

    expect(await found()).toMatchObject({
      [`account ${ann}`]: 'entry 3 follows entry 1',
      'currency EUR': 'sums to 100 and not to 0',
    });
  });

  test('a last entry that is missing', async () => {
    await remove((await entriesOf(ann)).at(-1));

    expect(await found()).toMatchObject({
      [`account ${ann}`]: expect.stringContaining('has version 6, and its entries end with 5'),
    });
  });

  test('an entry that says another balance than those before it', async () => {
    const [, second] = await entriesOf(ann);
    await change(keyOf(second), 'SET #balance = :balance', { balance: 1 });

    expect((await found())[`account ${ann}`]).toMatch(/^entry 2 does not add up with those before it/);
  });

  test('a total of the month that its entries do not make', async () => {
    await change({ pk: `A#${ann}`, sk: 'A' }, 'ADD #monthDebits :by', { by: 1 });

    expect(await found()).toEqual({ [`account ${ann}`]: 'says something else of its month than its entry 6' });
  });

  test('entries without an account', async () => {
    await remove({ pk: `A#${ann}`, sk: 'A' });

    expect(await found()).toMatchObject({ [`account ${ann}`]: 'has entries, and no account of a guest' });
  });

  test('an account that is gone with all of its entries', async () => {
    for (const entry of await entriesOf(ann)) await remove(entry);
    await remove({ pk: `A#${ann}`, sk: 'A' });

    const movements = Object.entries(await found()).filter(([name]) => name.startsWith('movements'));

    expect(movements).toHaveLength(6);
    expect(movements[0]?.[1]).toContain(`in ${ann} against`);
    expect(movements[0]?.[1]).toMatch(/: its transfer alone says so$/);
  });

  test('an entry whose transfer is missing', async () => {
    const [first] = await entriesOf(ann);
    await remove({ pk: `T#${first?.['transferID']}`, sk: 'T' });

    expect(Object.values(await found())).toContainEqual(
      expect.stringMatching(/^deposit .* a credit of 10000 .*: its transfer does not say so$/),
    );
  });

  test('a transfer of another amount than its entry', async () => {
    const [first] = await entriesOf(ann);
    await change({ pk: `T#${first?.['transferID']}`, sk: 'T' }, 'ADD #amount :by', { by: 5 });

    expect(Object.values(await found())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/credit of 10000 .*: its transfer does not say so$/),
        expect.stringMatching(/credit of 10005 .*: its transfer alone says so$/),
      ]),
    );
  });

  test.each(['debits', 'count'])('a shard that has other %s than its transfers', async (of) => {
    await change({ pk: 'H#cash-EUR#050', sk: 'H' }, `ADD #${of} :by`, { by: 7 });

    expect((await found())['shard 50 of cash-EUR']).toMatch(new RegExp(`^has ${of} of `));
  });

  test('a shard whose balance is not its credits less its debits', async () => {
    await change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #balance :by', { by: 7 });

    expect(await found()).toEqual({
      'shard 50 of cash-EUR': 'has a balance that is not its credits less its debits',
    });
  });

  test('a shard that is missing', async () => {
    await remove({ pk: 'H#cash-EUR#050', sk: 'H' });

    expect(await found()).toEqual({
      'shard 50 of cash-EUR':
        'has debits of 0, and its transfers 10500; has credits of 0, and its transfers 1000; has count of 0, and its transfers 3',
    });
  });

  test('money of one currency that does not sum to zero', async () => {
    const [first] = await entriesOf(ann);
    await change({ pk: `T#${first?.['transferID']}`, sk: 'T' }, 'SET #currency = :currency', { currency: 'USD' });

    expect(await found()).toEqual({
      'currency EUR': 'sums to 10000 and not to 0',
      'currency USD': 'sums to -10000 and not to 0',
    });
  });

  test('a hold that its account does not know', async () => {
    await change({ pk: `A#${ann}`, sk: 'A' }, 'SET #holds = :holds', { holds: {} });

    expect(await found()).toEqual({ [`hold ${holdID}`]: 'is open, and its account does not hold it' });
  });

  test('a hold that is settled and still held', async () => {
    await change({ pk: `T#${holdID}`, sk: 'T' }, 'SET #state = :state', { state: 'released' });

    expect(await found()).toEqual({ [`hold ${holdID}`]: 'is held by its account, and is released' });
  });

  test('a hold of another amount than its account holds for it', async () => {
    await change({ pk: `T#${holdID}`, sk: 'T' }, 'ADD #amount :by', { by: 1 });

    expect((await found())[`hold ${holdID}`]).toMatch(/^holds 31 for .*, and in its account 30 for/);
  });

  test('a captured hold of another amount than its capture', async () => {
    const capture = (await all()).find((item) => item['kind'] === 'capture' && item['holdID']);
    await change({ pk: `T#${capture?.['holdID']}`, sk: 'T' }, 'ADD #captured :by', { by: 1 });

    expect(Object.values(await found())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^capture of 60 .*: its transfer alone says so$/),
        expect.stringMatching(/^capture of 61 .*: its transfer does not say so$/),
      ]),
    );
  });
});

describe('beside the traffic', () => {
  test('finds nothing, wherever between two of its calls money moves', async () => {
    for (let moment = 1; moment <= 12; moment += 1) {
      const between = arriving(moment, async () => {
        await bank.transfer({ from: ann, to: await bank.open({ ownerID: 'cleo' }), amount: 1 });
        const id = await hold({ amount: 5, to: await bank.open({ kind: 'house' }) });
        await bank.send('captureHold', holdPath(id));
        await bank.send('releaseHold', holdPath(await hold({ amount: 5, to: 'cash-EUR' })));
      });

      const { differences } = await look(between);

      expect(Object.fromEntries(differences), `at call ${moment}`).toEqual({});
    }
  });

  test('does not call a difference what was half-way when it was looked at', async () => {
    await change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #count :by', { by: 1 });
    const written = arriving(4, () => change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #count :by', { by: -1 }));

    const { differences } = await look(written);

    expect(Object.fromEntries(differences)).toEqual({});
  });

  test('compares a shard that moves with what moved meanwhile', async () => {
    await change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #debits :by', { by: 1_000_000 });
    const deposit = () => bank.send('createDeposit', { params: { accountID: ann }, body: { amount: 1 } });

    const { compared, differences } = await look(always(deposit));

    expect(compared.still).toBe(compared.shards - 1);
    expect([...differences.keys()]).toEqual(['shard 50 of cash-EUR']);
  });
});

const DAY_MS = 24 * 60 * 60 * 1_000;

async function hold(body: { amount: number; to: string }): Promise<string> {
  const { told } = await bank.send('createHold', {
    params: { accountID: ann },
    body: { ...body, expiresInSeconds: 600 },
  });
  return String(told['holdID']);
}

function holdPath(id: string, body: object = {}) {
  return { params: { accountID: ann, holdID: id }, body };
}

function look(from = items) {
  const { clock } = bank;
  const timers = { sleep: async (milliseconds: number) => clock.advance(milliseconds) };
  return reconcile({ ledger: ledgerScan({ items: from, timers, table: 'ledger' }), clock, timers, settleMs: 1_000 });
}

async function found(): Promise<Record<string, string>> {
  return Object.fromEntries((await look()).differences);
}

async function all(): Promise<Item[]> {
  return (await items.scan({ TableName: 'ledger' })).items;
}

async function entriesOf(accountID: string): Promise<Item[]> {
  return (await all()).filter(({ pk, sk }) => pk === `A#${accountID}` && String(sk).startsWith('E#'));
}

function keyOf(item: Item | undefined) {
  return { pk: item?.['pk'], sk: item?.['sk'] };
}

async function remove(item: Item | undefined): Promise<void> {
  await write({ Delete: { TableName: 'ledger', Key: keyOf(item) } });
}

/** What no command does. */
async function change(Key: Item, UpdateExpression: string, values: Item): Promise<void> {
  const named = (sign: string, each: (name: string) => unknown, names: string[]) =>
    Object.fromEntries(names.map((name) => [`${sign}${name}`, each(name)]));
  await write({
    Update: {
      TableName: 'ledger',
      Key,
      UpdateExpression,
      ExpressionAttributeNames: named('#', (name) => name, UpdateExpression.match(/(?<=#)\w+/g) ?? []) as Record<
        string,
        string
      >,
      ExpressionAttributeValues: named(':', (name) => values[name], Object.keys(values)),
    },
  });
}

async function write(action: Action): Promise<void> {
  await items.write([action]);
}

/** Something happens just before one of the calls. */
function arriving(moment: number, arrive: () => Promise<unknown>): Items {
  let calls = 0;
  return before(async () => {
    calls += 1;
    if (calls === moment) await arrive();
  });
}

function always(arrive: () => Promise<unknown>): Items {
  return before(arrive);
}

function before(arrive: () => Promise<unknown>): Items {
  return {
    ...items,
    async get(keys) {
      await arrive();
      return items.get(keys);
    },
    async scan(query) {
      await arrive();
      return items.scan({ ...query, Limit: 5 });
    },
  };
}
