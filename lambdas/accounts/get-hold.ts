import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { GetHold } from './contract.holds.ts';
import { mayReach } from './domain.ts';
import { stateOf } from './holds.ts';
import { holdTold } from './outcome.ts';
import type { LedgerStore } from './store.ts';

/** Reads a hold, whatever has become of it, for whoever may use its account. */
export function getHold({ store, clock }: { store: LedgerStore; clock: Clock }): Serve<typeof GetHold> {
  return async ({ params: { accountID, holdID } }, { principal }) => {
    const hold = await store.hold(holdID);

    if (hold?.accountID !== accountID || !mayReach(principal, hold.owners[0])) return problem('not_found');
    return ok(holdTold(hold, stateOf(hold, clock.now())));
  };
}
