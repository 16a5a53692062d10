import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetBalance } from './contract.statements.ts';
import { mayReach } from './domain.ts';
import type { LedgerStore } from './store.ts';

/** What the balance was: every entry says the one after it. */
export function getBalance({ store }: { store: LedgerStore }): Serve<typeof GetBalance> {
  return async ({ params: { accountID }, query }, { principal }) => {
    const at = Date.parse(query.at);
    const [account, last] = await Promise.all([
      store.account(accountID),
      // Entries are known to the millisecond.
      store.entryBefore(accountID, at + 1),
    ]);

    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');
    const { balance, version } = last?.entry ?? { balance: 0, version: 0 };
    return ok({ balance, version, at: new Date(at).toISOString() });
  };
}
