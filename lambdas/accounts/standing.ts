import type { Clock } from '#platform/platform.ts';
import type { Account } from './domain.ts';
import { availableIn, heldIn, withoutExpired } from './holds.ts';
import type { LedgerStore } from './store.ts';

/** An account as its readers see it now. A house account's money is in its shards, which are read for it. */
export async function standingOf(account: Account, { store, clock }: Readers) {
  if (account.kind === 'guest') return standing(withoutExpired(account, clock.now()), account);
  return standing(account, await store.house(account.accountID));
}

interface Readers {
  readonly store: Pick<LedgerStore, 'house'>;
  readonly clock: Clock;
}

export function standing(account: Account, { balance, version }: { balance: number; version: number }) {
  const { accountID, kind, name, ownerID, resortID, currency, status, openedAt } = account;
  return {
    accountID,
    kind,
    ...(name !== undefined && { name }),
    ...(ownerID !== undefined && { ownerID }),
    ...(resortID !== undefined && { resortID }),
    currency,
    balance,
    available: account.kind === 'guest' ? availableIn(account) : balance,
    held: account.kind === 'guest' ? heldIn(account) : 0,
    version,
    status,
    openedAt,
  };
}
