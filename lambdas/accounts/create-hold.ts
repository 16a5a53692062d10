import { created } from '#platform/answer.ts';
import { commandOf } from '#platform/idempotency.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { CreateHold } from './contract.holds.ts';
import { refuse } from './domain.changes.ts';
import { mayReach } from './domain.ts';
import { decideToHold } from './holds.ts';
import type { Ledger } from './ledger.ts';
import { answerTo, holdTold } from './outcome.ts';

/** Keeps a part of a guest's balance for a house account, until it is captured, released, or its time has come. */
export function createHold({ ledger }: { ledger: Ledger }): Serve<typeof CreateHold> {
  return async (input, call) => {
    const { accountID } = input.params;
    const { to: toID, ...held } = input.body;
    if (toID === accountID) return problem('validation_failed', { errors: [TO_ITSELF] });

    const outcome = await ledger.execute(commandOf(CreateHold, input, call), {
      reads: { accounts: [accountID, toID] },
      decide({ accounts: [account, to] }, occasion) {
        if (!account || !mayReach(call.principal, account)) return { kind: 'not-found' };
        if (account.kind === 'house') return refuse('house_account');
        // Money is held for the house alone: whatever else there is by this id, it is no payee of a hold.
        if (to?.kind !== 'house') return { kind: 'not-found' };
        return decideToHold({ ...held, account, to }, occasion);
      },
      answer({ hold }) {
        return created(holdTold(hold, hold.state), { location: `/accounts/${accountID}/holds/${hold.holdID}` });
      },
    });

    return answerTo(outcome);
  };
}

const TO_ITSELF = { pointer: '/to', detail: 'must be another account than that of the path' };
