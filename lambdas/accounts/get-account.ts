import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { GetAccount } from './contract.ts';
import { mayReach } from './domain.ts';
import { standingOf } from './standing.ts';
import type { LedgerStore } from './store.ts';

/** Reads an account strongly. One that belongs to somebody else is not found, as one that does not exist. */
export function getAccount({ store, clock }: { store: LedgerStore; clock: Clock }): Serve<typeof GetAccount> {
  return async ({ params }, { principal }) => {
    const account = await store.account(params.accountID);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    return ok(await standingOf(account, { store, clock }));
  };
}
