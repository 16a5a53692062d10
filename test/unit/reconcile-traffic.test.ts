import { beforeEach, expect, test } from 'vitest';
import type { Items } from '#platform/items.ts';
import { reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { ledgerItems } from '../fakes/accounts.ts';
import { sendRandomMoney } from '../fakes/random-money.ts';
import { storiedBank } from '../fakes/storied-bank.ts';

let story: Awaited<ReturnType<typeof storiedBank>>;

beforeEach(async () => {
  story = await storiedBank();
});

test('finds nothing, wherever between two of its calls money moves', async () => {
  const { bank, ann, paidID, hold, settle } = story;
  for (let moment = 1; moment <= 8; moment += 1) {
    const between = arriving(moment, async () => {
      await bank.transfer({ from: ann, to: await bank.open({ ownerID: 'cleo' }), amount: 1 });
      await bank.send('createRefund', { params: { transferID: paidID }, body: { amount: 1 } });
      await settle('captureHold', await hold({ amount: 5, to: await bank.open({ kind: 'house' }) }));
      await settle('releaseHold', await hold({ amount: 5, to: 'cash-EUR' }));
    });

    const { differences } = await story.look(between);

    expect(Object.fromEntries(differences), `at call ${moment}`).toEqual({});
  }
});

test('finds nothing while money moves without a pause', async () => {
  const { bank, ann, hold, settle } = story;
  const busy = before(async () => {
    await bank.send('createDeposit', { params: { accountID: ann }, body: { amount: 3 } });
    await settle('captureHold', await hold({ amount: 2, to: 'refunds-EUR' }));
    bank.clock.advance(1);
  });

  const { compared, differences } = await story.look(busy);

  expect(Object.fromEntries(differences)).toEqual({});
  expect(compared.still).toBeLessThan(compared.shards);
});

test('finds nothing after hundreds of random commands of clients at once, whose writes get lost', async () => {
  const items = ledgerItems();
  const { bank, contradicted } = await sendRandomMoney({ items, guests: 10, operations: 300, clients: 8, seed: 1 });
  const { clock } = bank;
  clock.advance(1);

  const timers = { sleep: async () => undefined };
  const ledger = ledgerScan({ items, timers, table: 'ledger' });
  const { compared, differences } = await reconcile({ ledger, clock, timers, settleMs: 0 });

  expect(contradicted).toEqual([]);
  expect(Object.fromEntries(differences)).toEqual({});
  expect(compared.transfers).toBeGreaterThan(50);
});

test('does not call a difference what was half-way when it was looked at', async () => {
  const shard = { pk: 'H#cash-EUR#050', sk: 'H' };
  await story.change(shard, 'ADD #count :by', { by: 1 });
  const inTime = arriving(4, () => story.change(shard, 'ADD #count :by', { by: -1 }));

  const { differences } = await story.look(inTime);

  expect(Object.fromEntries(differences)).toEqual({});
});

test('finds a shard that differs by more than what moves meanwhile', async () => {
  const { bank, ann } = story;
  await story.change({ pk: 'H#cash-EUR#050', sk: 'H' }, 'ADD #debits :by', { by: 1_000_000 });
  const busy = before(() => bank.send('createDeposit', { params: { accountID: ann }, body: { amount: 1 } }));

  const { differences } = await story.look(busy);

  expect([...differences.keys()]).toEqual(['shard 50 of cash-EUR']);
});

/** Something happens just before one of the calls. */
function arriving(moment: number, arrive: () => Promise<unknown>): Items {
  let calls = 0;
  return before(async () => {
    calls += 1;
    if (calls === moment) await arrive();
  });
}

/** Something happens before each of the calls; a page has twenty items. */
function before(arrive: () => Promise<unknown>): Items {
  const { items } = story;
  return {
    ...items,
    async get(keys) {
      await arrive();
      return items.get(keys);
    },
    async scan(query) {
      await arrive();
      return items.scan({ ...query, Limit: 20 });
    },
  };
}
