import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Movement, Posting } from '../../lambdas/accounts/domain.changes.ts';
import { cashAccountOf, type GuestAccount, mayReach, TOTAL_MAX } from '../../lambdas/accounts/domain.ts';
import { decideToMove } from '../../lambdas/accounts/posting.ts';
import { guestAccount } from '../fakes/money.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const AT_NOON = { id: 't', now: NOON };

it('takes from one side what it gives to the other, and counts both', () => {
  const amount = fc.integer({ min: 1, max: 10 ** 12 });
  const guest = fc.record({ balance: fc.integer({ min: 10 ** 12, max: TOTAL_MAX - 10 ** 12 }), version: fc.nat() });
  fc.assert(
    fc.property(guest, guest, amount, (one, other, moved) => {
      const [from, to] = [guestAccount(one), guestAccount({ ...other, accountID: 'other' })];

      const { sides } = post({ kind: 'transfer', from, to, amount: moved, currency: 'EUR' }, NOON);

      const changes = sides.map((side) => (side.kind === 'guest' ? side.after.balance - side.before.balance : 0));
      expect(changes).toEqual([-moved, moved]);
      for (const side of sides) {
        if (side.kind === 'house') continue;
        expect(side.after.version).toBe(side.before.version + 1);
        expect(side.after.revision).toBe(side.before.revision + 1);
        expect(side.entry).toMatchObject({ balance: side.after.balance, version: side.after.version });
      }
    }),
  );
});

it('puts no entry before those that it builds on, though the clock was set back', () => {
  const to = guestAccount({ lastEntryAt: NOON + 5_000 });

  const { transfer, sides } = post({ ...deposit, to }, NOON);

  expect(transfer.createdAt).toBe('2026-01-15T12:00:05.000Z');
  expect(sides[1]).toMatchObject({ after: { lastEntryAt: NOON + 5_000 } });
});

it('sums up a month, in UTC, and begins the next one with nothing', () => {
  const to = guestAccount({ lastEntryAt: NOON, monthCredits: 40, monthDebits: 7 });
  const creditsAt = (now: number) => post({ ...deposit, to }, now).sides[1];

  expect(creditsAt(Date.UTC(2026, 0, 31, 23, 59, 59, 999))).toMatchObject({
    after: { monthCredits: 45, monthDebits: 7 },
  });
  expect(creditsAt(Date.UTC(2026, 1, 1))).toMatchObject({ after: { monthCredits: 5, monthDebits: 0 } });
  expect(creditsAt(Date.UTC(2027, 0, 15))).toMatchObject({ after: { monthCredits: 5, monthDebits: 0 } });
});

it.each([
  ['a closed account', { to: guestAccount({ status: 'closed' }) }, 'account_closed'],
  ['more than there is', { from: guestAccount({ balance: 4 }), to: cashAccountOf('EUR') }, 'insufficient_funds'],
  [
    'what is held',
    { from: guestAccount({ balance: 9, holds: held(5) }), to: cashAccountOf('EUR') },
    'insufficient_funds',
  ],
  ['another currency', { to: guestAccount({ currency: 'CHF' }) }, 'currency_mismatch'],
  ['a balance beyond the limit', { to: guestAccount({ balance: TOTAL_MAX - 4 }) }, 'limit_exceeded'],
])('refuses %s', (_, sides, code) => {
  expect(decideToMove({ ...deposit, ...sides }, AT_NOON)).toEqual({ kind: 'refuse', code });
});

it('takes an account to its last cent, and to its limit', () => {
  expect(decideToMove({ ...deposit, from: guestAccount({ balance: 5 }), to: cashAccountOf('EUR') }, AT_NOON).kind).toBe(
    'change',
  );
  expect(decideToMove({ ...deposit, to: guestAccount({ balance: TOTAL_MAX - 5 }) }, AT_NOON).kind).toBe('change');
});

it('lets reach an account its owner, the tills of its resort and staff, and nobody else', () => {
  const of = { ownerID: 'guest-7', resortID: 3 };
  const who = (sub: string, resorts?: number[], scopes: string[] = []) => ({
    sub,
    scopes: new Set(scopes),
    ...(resorts && { resorts }),
  });

  expect(mayReach(who('guest-7'), of)).toBe(true);
  expect(mayReach(who('till-1', [1, 3]), of)).toBe(true);
  expect(mayReach(who('staff', undefined, ['accounts:all']), of)).toBe(true);
  expect(mayReach(who('guest-8'), of)).toBe(false);
  expect(mayReach(who('till-2', [2]), of)).toBe(false);
  expect(mayReach(who('till-1', [1, 3]), { ownerID: 'guest-7' })).toBe(false);
});

const deposit = {
  kind: 'deposit' as const,
  from: cashAccountOf('EUR'),
  to: guestAccount({}),
  amount: 5,
  currency: 'EUR',
};

function post(movement: Movement, now: number): Posting {
  const decision = decideToMove(movement, { id: 't', now });
  if (decision.kind !== 'change') throw new Error('The accounts do not allow it.');
  return decision.change;
}

function held(amount: number): GuestAccount['holds'] {
  return { h: { amount, expiresAt: NOON + 1, to: 'merchant' } };
}
