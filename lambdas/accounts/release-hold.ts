import { ok } from '#platform/answer.ts';
import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { ReleaseHold } from './contract.holds.ts';
import { mayReach } from './domain.ts';
import { decideToRelease } from './holds.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, holdTold } from './outcome.ts';

/** Gives up what was held, once for each idempotency key. The ledger has a table for the records that expire. */
export function releaseHold({ ledger }: { ledger: Ledger }): Serve<typeof ReleaseHold> {
  return async (input, call) => {
    const { accountID, holdID } = input.params;

    const outcome = await ledger.execute(commandOf(ReleaseHold, input, call), {
      reads: { accounts: [accountID], hold: holdID },
      decide({ accounts: [account], hold }, occasion) {
        if (account?.kind !== 'guest' || !mayReach(call.principal, account)) return { kind: 'not-found' };
        if (hold?.accountID !== accountID) return { kind: 'not-found' };
        return decideToRelease(hold, account, occasion);
      },
      answer: ({ hold }) => ok(holdTold(hold, hold.state)),
    });

    return answerTo(outcome);
  };
}
