import { ok } from '#platform/answer.ts';
import { nextPage, PAGE_SIZE, placeOf } from '#platform/cursor.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { ListTransactions } from './contract.statements.ts';
import { mayReach } from './domain.ts';
import type { LedgerStore } from './store.ts';

/** Lists the entries of an account, a page at a time. */
export function listTransactions({ store }: { store: LedgerStore }): Serve<typeof ListTransactions> {
  return async ({ params: { accountID }, query: { limit = PAGE_SIZE, cursor, order = 'desc' } }, { principal }) => {
    const from = cursor === undefined ? undefined : placeOf(cursor);
    // Beside each other, and both for whoever may not see either: how long it took tells nothing of what there is.
    const [account, page] = await Promise.all([
      store.account(accountID),
      store.entries(accountID, { limit, order, from }),
    ]);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');
    const next = nextPage({ path: `/accounts/${accountID}/transactions`, query: { limit, order } }, page.next);
    return ok({ transactions: page.entries, ...next.body }, next.headers);
  };
}
