import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { CreateRefund } from './contract.transfers.ts';
import { mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, transferMade } from './outcome.ts';
import { decideToRefund, guestsIn } from './posting.ts';
import type { LedgerStore } from './store.ts';

interface Ports {
  readonly ledger: Ledger;
  readonly store: Pick<LedgerStore, 'transfer'>;
}

/** Gives back a transfer, whole or in parts, and never more than it has moved. */
export function createRefund({ ledger, store }: Ports): Serve<typeof CreateRefund> {
  return async (input, call) => {
    // Whoever may take money out of the account that it went to may send it back from there.
    const known = await store.transfer(input.params.transferID);
    if (!known || !mayReach(call.principal, known.owners[1])) return problem('not_found');

    const outcome = await ledger.execute(commandOf(CreateRefund, input, call), {
      reads: { accounts: guestsIn(known.transfer), transfer: known },
      decide: ({ accounts, transfer = known }, occasion) =>
        decideToRefund({ ...input.body, of: transfer, accounts }, occasion),
      answer: (posting) => transferMade(posting, posting.transfer.from),
    });

    return answerTo(outcome);
  };
}
