import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { ListHolds } from './contract.holds.ts';
import { mayReach } from './domain.ts';
import { withoutExpired } from './holds.ts';
import type { LedgerStore } from './store.ts';

/** Lists what is held of an account now. All of it is in the account's own item, so it is one read and one moment. */
export function listHolds({ store, clock }: { store: LedgerStore; clock: Clock }): Serve<typeof ListHolds> {
  return async ({ params: { accountID } }, { principal }) => {
    const account = await store.account(accountID);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');
    const live = Object.entries(withoutExpired(account, clock.now()).holds);
    const holds = live
      .toSorted(([, one], [, other]) => one.expiresAt - other.expiresAt)
      .map(([holdID, { expiresAt, ...held }]) => ({ holdID, ...held, expiresAt: new Date(expiresAt).toISOString() }));
    return ok({ holds });
  };
}
