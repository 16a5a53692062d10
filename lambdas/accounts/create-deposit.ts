import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { CreateDeposit } from './contract.transfers.ts';
import { refuse } from './domain.changes.ts';
import { cashAccountOf, mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, transferMade } from './outcome.ts';
import { decideToMove } from './posting.ts';

/** Credits an account once for each idempotency key, however often the client retries. */
export function createDeposit({ ledger }: { ledger: Ledger }): Serve<typeof CreateDeposit> {
  return async (input, call) => {
    const { accountID } = input.params;

    const outcome = await ledger.execute(commandOf(CreateDeposit, input, call), {
      reads: { accounts: [accountID] },
      decide({ accounts: [to] }, occasion) {
        if (!to || !mayReach(call.principal, to)) return { kind: 'not-found' };
        if (to.kind === 'house') return refuse('house_account');
        const { currency } = to;
        return decideToMove({ ...input.body, kind: 'deposit', from: cashAccountOf(currency), to, currency }, occasion);
      },
      answer: (posting) => transferMade(posting, accountID),
    });

    return answerTo(outcome);
  };
}
