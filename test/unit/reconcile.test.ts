import { beforeEach, expect, test } from 'vitest';
import { storiedBank } from '../fakes/storied-bank.ts';

let bank: Awaited<ReturnType<typeof storiedBank>>;

beforeEach(async () => {
  bank = await storiedBank();
});

test('finds nothing where everything is as the commands left it, and says what it compared', async () => {
  const { compared, differences } = await bank.look();

  expect(Object.fromEntries(differences)).toEqual({});
  // Three house accounts: cash-EUR, which was never opened, the merchant's and no other.
  expect(compared).toEqual({ accounts: 3, entries: 8, transfers: 7, shards: 200, still: 200, holds: 2, currencies: 1 });
});

test('finds a balance that its entries do not make', async () => {
  await bank.change({ pk: `A#${bank.ann}`, sk: 'A' }, 'ADD #balance :by', { by: 1 });

  expect(await bank.found()).toEqual({
    [`account ${bank.ann}`]: 'has a balance of 8591, and its entries 8590',
  });
});

test('finds a version that is missing', async () => {
  const [, second] = await bank.entriesOf(bank.ann);
  await bank.remove(second);

  expect(await bank.found()).toMatchObject({
    [`account ${bank.ann}`]: 'entry 3 follows entry 1',
    'currency EUR': 'sums to 100 and not to 0',
  });
});

test('finds a last entry that is missing', async () => {
  await bank.remove((await bank.entriesOf(bank.ann)).at(-1));

  expect(await bank.found()).toMatchObject({
    [`account ${bank.ann}`]: expect.stringContaining('has version 6, and its entries end with 5'),
  });
});

test('finds an entry that says another balance than those before it', async () => {
  const [, second] = await bank.entriesOf(bank.ann);
  await bank.change(second ?? {}, 'SET #balance = :balance', { balance: 1 });

  expect((await bank.found())[`account ${bank.ann}`]).toMatch(/^entry 2 does not add up with those before it/);
});

test('finds a total of the month that its entries do not make', async () => {
  await bank.change({ pk: `A#${bank.ann}`, sk: 'A' }, 'ADD #monthDebits :by', { by: 1 });

  expect(await bank.found()).toEqual({ [`account ${bank.ann}`]: 'says something else of its month than its entry 6' });
});

test('finds entries without an account', async () => {
  await bank.remove({ pk: `A#${bank.ann}`, sk: 'A' });

  expect(await bank.found()).toMatchObject({ [`account ${bank.ann}`]: 'has entries, and no account of a guest' });
});

test('finds an account that is gone with all of its entries', async () => {
  for (const entry of await bank.entriesOf(bank.ann)) await bank.remove(entry);
  await bank.remove({ pk: `A#${bank.ann}`, sk: 'A' });

  const movements = Object.entries(await bank.found()).filter(([name]) => name.startsWith('movements'));

  expect(movements).toHaveLength(6);
  expect(movements[0]?.[1]).toContain(`in ${bank.ann} against`);
  expect(movements[0]?.[1]).toMatch(/: its transfer alone says so$/);
});

test('finds an entry whose transfer is missing', async () => {
  const [first] = await bank.entriesOf(bank.ann);
  await bank.remove({ pk: `T#${first?.['transferID']}`, sk: 'T' });

  expect(Object.values(await bank.found())).toContainEqual(
    expect.stringMatching(/^deposit .* a credit of 10000 .*: its transfer does not say so$/),
  );
});

test('finds a transfer of another amount than its entry', async () => {
  const [first] = await bank.entriesOf(bank.ann);
  await bank.change({ pk: `T#${first?.['transferID']}`, sk: 'T' }, 'ADD #amount :by', { by: 5 });

  expect(Object.values(await bank.found())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/credit of 10000 .*: its transfer does not say so$/),
      expect.stringMatching(/credit of 10005 .*: its transfer alone says so$/),
    ]),
  );
});

test.each(['debits', 'count'])('finds a shard that has other %s than its transfers', async (of) => {
  await bank.change({ pk: 'H#cash-EUR#050', sk: 'H' }, `ADD #${of} :by`, { by: 7 });

  expect((await bank.found())['shard 50 of cash-EUR']).toMatch(new RegExp(`^has ${of} of `));
});

test('finds a shard whose balance is not its credits less its debits', async () => {
  await bank.change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #balance :by', { by: 7 });

  expect(await bank.found()).toEqual({
    'shard 50 of cash-EUR': 'has a balance that is not its credits less its debits',
  });
});

test('finds a shard that is missing', async () => {
  await bank.remove({ pk: 'H#cash-EUR#050', sk: 'H' });

  expect(await bank.found()).toEqual({
    'shard 50 of cash-EUR':
      'has debits of 0, and its transfers 10500; has credits of 0, and its transfers 1000; has count of 0, and its transfers 3',
  });
});

test('finds money of one currency that does not sum to zero', async () => {
  const [first] = await bank.entriesOf(bank.ann);
  await bank.change({ pk: `T#${first?.['transferID']}`, sk: 'T' }, 'SET #currency = :currency', { currency: 'USD' });

  expect(await bank.found()).toEqual({
    'currency EUR': 'sums to 10000 and not to 0',
    'currency USD': 'sums to -10000 and not to 0',
  });
});

test('finds a hold that its account does not know', async () => {
  await bank.change({ pk: `A#${bank.ann}`, sk: 'A' }, 'SET #holds = :holds', { holds: {} });

  expect(await bank.found()).toEqual({ [`hold ${bank.holdID}`]: 'is open, and its account does not hold it' });
});

test('finds a hold that is settled and still held', async () => {
  await bank.change({ pk: `T#${bank.holdID}`, sk: 'T' }, 'SET #state = :state', { state: 'released' });

  expect(await bank.found()).toEqual({ [`hold ${bank.holdID}`]: 'is held by its account, and is released' });
});

test('finds a hold of another amount than its account holds for it', async () => {
  await bank.change({ pk: `T#${bank.holdID}`, sk: 'T' }, 'ADD #amount :by', { by: 1 });

  expect((await bank.found())[`hold ${bank.holdID}`]).toMatch(/^holds 31 for .*, and in its account 30 for/);
});

test('finds a captured hold of another amount than its capture', async () => {
  const capture = (await bank.all()).find((item) => item['kind'] === 'capture' && item['holdID']);
  await bank.change({ pk: `T#${capture?.['holdID']}`, sk: 'T' }, 'ADD #captured :by', { by: 1 });

  expect(Object.values(await bank.found())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^capture of 60 .*: its transfer alone says so$/),
      expect.stringMatching(/^capture of 61 .*: its transfer does not say so$/),
    ]),
  );
});

test.each([
  [5, 'more'],
  [-5, 'less'],
])('finds a transfer that says %i beyond what its refunds are', async (by, how) => {
  await bank.change({ pk: `T#${bank.paidID}`, sk: 'T' }, 'ADD #refunded :by', { by });

  expect(Object.values(await bank.found())).toEqual([`refunded of ${bank.paidID}: 5 ${how} than its refunds are`]);
});

test('finds refunds that their transfer knows nothing of', async () => {
  await bank.change({ pk: `T#${bank.paidID}`, sk: 'T' }, 'REMOVE #refunded');

  expect(Object.values(await bank.found())).toEqual([`refunded of ${bank.paidID}: 50 less than its refunds are`]);
});
