import type { Account } from './domain.ts';
import type { LedgerStore } from './store.ts';

/** An account as its readers see it. A house account's money is in its shards, which are read for it. */
export async function standingOf(account: Account, store: Pick<LedgerStore, 'house'>) {
  const { accountID, kind, name, ownerID, resortID, currency, status, openedAt } = account;
  const { balance, version } = account.kind === 'guest' ? account : await store.house(accountID);
  return {
    accountID,
    kind,
    ...(name !== undefined && { name }),
    ...(ownerID !== undefined && { ownerID }),
    ...(resortID !== undefined && { resortID }),
    currency,
    balance,
    available: balance,
    held: 0,
    version,
    status,
    openedAt,
  };
}
