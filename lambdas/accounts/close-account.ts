import { ok } from '#platform/answer.ts';
import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { CloseAccount } from './contract.ts';
import { type Closing, type Decision, refuse } from './domain.changes.ts';
import { mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo } from './outcome.ts';
import { standing } from './standing.ts';

/** Closes an account with nothing in it, once for each idempotency key. The ledger has a table for records that expire. */
export function closeAccount({ ledger }: { ledger: Ledger }): Serve<typeof CloseAccount> {
  return async (input, call) => {
    const { accountID } = input.params;

    const outcome = await ledger.execute(commandOf(CloseAccount, input, call), {
      reads: { accounts: [accountID] },
      decide({ accounts: [before] }): Decision<Closing> {
        if (!before || !mayReach(call.principal, before)) return { kind: 'not-found' };
        if (before.kind === 'house') return refuse('house_account');
        if (before.status === 'closed') return refuse('account_closed');
        // What is held is a part of the balance: where that is nothing, nothing is held.
        if (before.balance !== 0) return refuse('balance_not_zero');
        const after = { ...before, status: 'closed', revision: before.revision + 1 } as const;
        return { kind: 'change', change: { kind: 'closing', account: { before, after } } };
      },
      answer: ({ account: { after } }) => ok(standing(after, after)),
    });

    return answerTo(outcome);
  };
}
