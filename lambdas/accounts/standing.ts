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

/** What the account does not have is `undefined`, which no answer shows. */
export function standing(account: Account, { balance, version }: { balance: number; version: number }) {
  const { accountID, kind, name, ownerID, resortID, currency, status, openedAt } = account;
  const [available, held] = account.kind === 'guest' ? [availableIn(account), heldIn(account)] : [balance, 0];
  // One literal: each part that is spread into it is copied field by field, and guests ask for balances all day.
  return {
    accountID,
    kind,
    name,
    ownerID,
    resortID,
    currency,
    balance,
    available,
    held,
    version,
    status,
    openedAt,
  };
}
