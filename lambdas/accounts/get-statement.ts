import { ok } from '#platform/answer.ts';
import { nextPage, PAGE_SIZE, placeOf } from '#platform/cursor.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetStatement } from './contract.statements.ts';
import { mayReach } from './domain.ts';
import { isIn, monthNamed, totalsOf } from './statement.ts';
import type { LedgerStore } from './store.ts';

/**
 * A month of an account: one moment over all pages, because the cursor holds the last entry that there was at first. The
 * account says of its latest entry all that the totals need, but it may be seen before that entry is: to other reads the
 * items of a transaction become visible one after another. So everything is taken from the entries.
 */
export function getStatement({ store }: { store: LedgerStore }): Serve<typeof GetStatement> {
  return async ({ params: { accountID, month: name }, query: { limit = PAGE_SIZE, cursor } }, { principal }) => {
    const month = monthNamed(name);
    const known = cursor === undefined ? undefined : placesIn(cursor);
    const [account, last] = await Promise.all([
      store.account(accountID),
      known ? store.entryAt(accountID, known.last) : store.entryBefore(accountID, month.end),
    ]);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');
    const totals = totalsOf(last, month);
    if (!last || !isIn(month, last)) return known ? notOfThisList() : ok({ ...totals, transactions: [] });

    const range = { since: month.start, until: last.place };
    const page = await store.entries(accountID, { ...range, limit, order: 'asc', from: known?.from });
    const path = `/accounts/${accountID}/statements/${name}`;
    const next = nextPage({ path, query: { limit } }, page.next && `${page.next}..${last.place}`);
    return ok({ ...totals, transactions: page.entries, ...next.body }, next.headers);
  };
}

function placesIn(cursor: string): { from: string; last: string } {
  const [from, last] = placeOf(cursor).split('..') as [string, string];
  return { from, last };
}

function notOfThisList() {
  return problem('validation_failed', {
    errors: [{ pointer: '/query/cursor', detail: 'must be a cursor of this list' }],
  });
}
