import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as model from '../fakes/bank-model.ts';
import { deposit, GUESTS, HOUSES, openBank, type Real, step } from '../fakes/bank-steps.ts';

it('does what a plain model of it does, step by step, with holds that expire at any moment', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(), { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
      const real = await openBank();
      const bank = model.bankModel(GUESTS.length, HOUSES.length, real.clock.now());

      for (const guest of GUESTS) await deposit({ guest, amount: 200 }, bank, real);
      for (const { run } of steps) {
        await run(bank, real);
        await compare(bank, real);
      }

      await compareHistory(bank, real);
    }),
    { numRuns: 100 },
  );
}, 60_000);

async function compare(bank: model.BankModel, real: Real): Promise<void> {
  const told = await Promise.all(real.guests.map((accountID) => real.read('getAccount', { params: { accountID } })));
  const houses = await Promise.all(real.houses.map((accountID) => real.read('getAccount', { params: { accountID } })));

  expect(
    told.map(({ balance, available, held, version, status }) => [balance, available, held, version, status]),
  ).toEqual(
    bank.guests.map(({ balance, version, isClosed }, guest) => {
      const held = model.heldOf(bank, guest);
      return [balance, balance - held, held, version, isClosed ? 'closed' : 'open'];
    }),
  );
  expect(houses.map(({ balance }) => balance)).toEqual(bank.houses);
  expect([...told, ...houses].reduce((sum, { balance }) => sum + Number(balance), 0)).toBe(0);
}

/** The balance is the sum of the entries, and statement and balance at a moment say the same. */
async function compareHistory(bank: model.BankModel, real: Real): Promise<void> {
  for (const [guest, accountID] of real.guests.entries()) {
    const balance = bank.guests[guest]?.balance ?? 0;
    const month = await real.read('getStatement', { params: { accountID, month: '2026-01' }, query: { limit: 100 } });
    const entries = month['transactions'] as { direction: string; amount: number; balance: number; version: number }[];
    const at = new Date(real.clock.now()).toISOString();

    let sum = 0;
    for (const [n, entry] of entries.entries()) {
      sum += entry.direction === 'credit' ? entry.amount : -entry.amount;
      expect([entry.balance, entry.version]).toEqual([sum, n + 1]);
    }
    expect(month).toMatchObject({ opening: 0, closing: balance });
    expect(Number(month['credits']) - Number(month['debits'])).toBe(balance);
    expect(await real.read('getBalance', { params: { accountID }, query: { at } })).toMatchObject({ balance });
  }
}
