import type { Command } from '#platform/idempotency.ts';
import type { Items } from '#platform/items.ts';
import { cashAccountOf, type GuestAccount } from '../../lambdas/accounts/domain.ts';
import type { MoneyCommand } from '../../lambdas/accounts/ledger.ts';
import { decideToMove } from '../../lambdas/accounts/posting.ts';
import { ledgerStore } from '../../lambdas/accounts/store.ts';
import { ledgerItems } from './accounts.ts';
import { fakeCall } from './call.ts';

/** Of the one account that these commands move money of. */
const ACCOUNT_ID = 'a'.repeat(26);

export function guestAccount(money: Partial<GuestAccount>): GuestAccount {
  const version = money.version ?? 0;
  return {
    accountID: ACCOUNT_ID,
    kind: 'guest',
    currency: 'EUR',
    ownerID: 'guest-7',
    status: 'open',
    openedAt: '2026-01-01T00:00:00.000Z',
    balance: 0,
    version,
    revision: version,
    lastEntryAt: 0,
    monthDebits: 0,
    monthCredits: 0,
    ...money,
  };
}

export async function itemsWith(stored: GuestAccount): Promise<Items> {
  const items = ledgerItems();
  await items.write([ledgerStore(items, 'ledger').opening(stored)]);
  return items;
}

export function command(key: string, fingerprint = 'the request'): Command {
  const { principal, requestId, deadlineMs } = fakeCall();
  return { id: key.padEnd(26, 'x'), fingerprint, principal, requestId, deadlineMs };
}

export function deposit(amount: number): MoneyCommand {
  return moving(([to], now) => {
    return to
      ? decideToMove({ kind: 'deposit', from: cashAccountOf('EUR'), to, amount, currency: 'EUR' }, now)
      : NOT_FOUND;
  });
}

export function withdrawal(amount: number): MoneyCommand {
  return moving(([from], now) => {
    return from
      ? decideToMove({ kind: 'withdrawal', from, to: cashAccountOf('EUR'), amount, currency: 'EUR' }, now)
      : NOT_FOUND;
  });
}

const NOT_FOUND = { kind: 'not-found' } as const;

function moving(decide: MoneyCommand['decide']): MoneyCommand {
  return { accounts: [ACCOUNT_ID], decide, tells: ACCOUNT_ID };
}

export function bodyOf(outcome: object): string {
  return (outcome as { answer: { body: string } }).answer.body;
}

export async function stateOf(items: Items) {
  const store = ledgerStore(items, 'ledger');
  const { entries } = await store.entries(ACCOUNT_ID, { limit: 100, order: 'asc' });
  const { balance: sum } = await store.house('cash-EUR');
  return { accounts: [await store.account(ACCOUNT_ID)], entries, sum };
}
