import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { CaptureHold } from './contract.holds.ts';
import { mayReach } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, transferMade } from './outcome.ts';
import { decideToCapture } from './posting.ts';

/** Takes what was held, or a part of it and gives up the rest, once for each idempotency key. */
export function captureHold({ ledger }: { ledger: Ledger }): Serve<typeof CaptureHold> {
  return async (input, call) => {
    const { accountID, holdID } = input.params;

    const outcome = await ledger.execute(commandOf(CaptureHold, input, call), {
      reads: { accounts: [accountID], hold: holdID },
      decide({ accounts: [account], hold }, occasion) {
        if (account?.kind !== 'guest' || !mayReach(call.principal, account)) return { kind: 'not-found' };
        if (hold?.accountID !== accountID) return { kind: 'not-found' };
        return decideToCapture({ ...input.body, hold, account }, occasion);
      },
      answer: (posting) => transferMade(posting, accountID),
    });

    return answerTo(outcome);
  };
}
