import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { CreateTransfer } from './contract.transfers.ts';
import { refuse } from './domain.changes.ts';
import { mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, transferMade } from './outcome.ts';
import { decideToMove } from './posting.ts';

/** Moves money from a guest's account to another one, or pays it to the house, once for each idempotency key. */
export function createTransfer({ ledger }: { ledger: Ledger }): Serve<typeof CreateTransfer> {
  return async (input, call) => {
    const { from: fromID, to: toID, ...moved } = input.body;

    const outcome = await ledger.execute(commandOf(CreateTransfer, input, call), {
      reads: { accounts: [fromID, toID] },
      decide({ accounts: [from, to] }, occasion) {
        if (!from || !to || !mayReach(call.principal, from)) return { kind: 'not-found' };
        if (from.kind === 'house') return refuse('house_account');
        const kind = to.kind === 'house' ? 'payment' : 'transfer';
        return decideToMove({ ...moved, kind, from, to, currency: from.currency }, occasion);
      },
      answer: (posting) => transferMade(posting, fromID),
    });

    return answerTo(outcome);
  };
}
