import type { Command } from '#platform/idempotency.ts';
import type { Items } from '#platform/items.ts';
import type { Posting } from '../../lambdas/accounts/domain.changes.ts';
import { cashAccountOf, type GuestAccount } from '../../lambdas/accounts/domain.ts';
import type { Work } from '../../lambdas/accounts/ledger.ts';
import { transferMade } from '../../lambdas/accounts/outcome.ts';
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
    holds: {},
    ...money,
  };
}

export async function itemsWith(...stored: GuestAccount[]): Promise<Items> {
  const items = ledgerItems();
  for (const account of stored) {
    const { actions } = ledgerStore(items, 'ledger').writing({ kind: 'opening', account }, NOBODY);
    await items.write(actions);
  }
  return items;
}

const NOBODY = { principal: 'nobody', requestId: 'none', shard: 0 };

export function command(key: string, fingerprint = 'the request'): Command {
  const { principal, requestId, deadlineMs } = fakeCall();
  return { id: key.padEnd(26, 'x'), fingerprint, principal, requestId, deadlineMs, retention: 'forever' };
}

export function deposit(amount: number, accountID = ACCOUNT_ID): Work<Posting> {
  return {
    reads: { accounts: [accountID] },
    decide: ({ accounts: [to] }, occasion) =>
      to
        ? decideToMove({ kind: 'deposit', from: cashAccountOf('EUR'), to, amount, currency: 'EUR' }, occasion)
        : NOT_FOUND,
    answer: (posting) => transferMade(posting, accountID),
  };
}

export function withdrawal(amount: number, accountID = ACCOUNT_ID): Work<Posting> {
  return {
    reads: { accounts: [accountID] },
    decide: ({ accounts: [from] }, occasion) =>
      from
        ? decideToMove({ kind: 'withdrawal', from, to: cashAccountOf('EUR'), amount, currency: 'EUR' }, occasion)
        : NOT_FOUND,
    answer: (posting) => transferMade(posting, accountID),
  };
}

const NOT_FOUND = { kind: 'not-found' } as const;

export function bodyOf(outcome: object): string {
  return (outcome as { answer: { body: string } }).answer.body;
}

export async function stateOf(items: Items) {
  const store = ledgerStore(items, 'ledger');
  const { entries } = await store.entries(ACCOUNT_ID, { limit: 100, order: 'asc' });
  const { balance: sum } = await store.house('cash-EUR');
  return { accounts: [await store.account(ACCOUNT_ID)], entries, sum };
}
