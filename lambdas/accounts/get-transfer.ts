import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetTransfer } from './contract.transfers.ts';
import { mayReach } from './domain.ts';
import type { LedgerStore } from './store.ts';

/** Reads a transfer, for whoever may use one of its accounts. */
export function getTransfer({ store }: { store: LedgerStore }): Serve<typeof GetTransfer> {
  return async ({ params }, { principal }) => {
    const found = await store.transfer(params.transferID);

    if (!found?.owners.some((owner) => mayReach(principal, owner))) return problem('not_found');
    const { transfer, refunded } = found;
    return ok({ ...transfer, ...(refunded > 0 && { refunded }) });
  };
}
