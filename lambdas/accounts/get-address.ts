import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetAddress } from './contract.ts';
import { mayReach } from './domain.ts';
import type { LedgerStore } from './store.ts';

/** Reads where a guest gets mail; its tag is the count of its changes. */
export function getAddress({ store }: { store: LedgerStore }): Serve<typeof GetAddress> {
  return async ({ params }, { principal }) => {
    const { account, kept } = await store.accountWithAddress(params.accountID);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');
    if (!kept) return problem('not_found');
    return ok(kept.address, { etag: `"${kept.revision}"` });
  };
}
