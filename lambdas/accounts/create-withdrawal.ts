import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { CreateWithdrawal } from './contract.transfers.ts';
import { refuse } from './domain.changes.ts';
import { cashAccountOf, mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, transferMade } from './outcome.ts';
import { decideToMove } from './posting.ts';

/** Debits an account once for each idempotency key, or refuses once and for all. */
export function createWithdrawal({ ledger }: { ledger: Ledger }): Serve<typeof CreateWithdrawal> {
  return async (input, call) => {
    const { accountID } = input.params;

    const outcome = await ledger.execute(commandOf(CreateWithdrawal, input, call), {
      reads: { accounts: [accountID] },
      decide({ accounts: [from] }, occasion) {
        if (!from || !mayReach(call.principal, from)) return { kind: 'not-found' };
        if (from.kind === 'house') return refuse('house_account');
        const { currency } = from;
        return decideToMove(
          { ...input.body, kind: 'withdrawal', from, to: cashAccountOf(currency), currency },
          occasion,
        );
      },
      answer: (posting) => transferMade(posting, accountID),
    });

    return answerTo(outcome);
  };
}
