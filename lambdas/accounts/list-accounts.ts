import { ok } from '#platform/answer.ts';
import { nextPage, PAGE_SIZE, placeOf } from '#platform/cursor.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { ListAccounts } from './contract.ts';
import { standingOf } from './standing.ts';
import type { LedgerStore, OwnedFrom } from './store.ts';

/** Lists one's own accounts, and for staff anybody's. */
export function listAccounts({ store, clock }: { store: LedgerStore; clock: Clock }): Serve<typeof ListAccounts> {
  return async ({ query: { ownerID, limit = PAGE_SIZE, cursor } }, { principal }) => {
    if (ownerID !== undefined && !principal.scopes.has('accounts:all')) {
      return problem('insufficient_scope', {
        detail: 'Another owner’s accounts take a token with the scope accounts:all.',
      });
    }

    const page = await store.ownedBy(ownerID ?? principal.sub, {
      limit,
      from: cursor === undefined ? undefined : fromCursor(cursor),
    });

    const accounts = await Promise.all(page.accounts.map((account) => standingOf(account, { store, clock })));
    const place = page.next && `${page.next.openedAt}#${page.next.accountID}`;
    const next = nextPage({ path: '/accounts', query: { ownerID, limit } }, place);
    return ok({ accounts, ...next.body }, next.headers);
  };
}

function fromCursor(cursor: string): OwnedFrom {
  const [openedAt, accountID] = placeOf(cursor).split('#') as [string, string];
  return { openedAt, accountID };
}
