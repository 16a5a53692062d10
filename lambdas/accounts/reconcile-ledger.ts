import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { reconcile } from './reconcile.ts';
import type { LookPorts } from './reconcile-look.ts';

/** What the schedule does: reconciles, and counts that it has, and how much differs. Says which, and no amounts. */
export function reconcileLedger({ metrics, ...ports }: Omit<LookPorts, 'onPage'> & { readonly metrics: Metrics }) {
  return async (log: Log, signal?: AbortSignal): Promise<void> => {
    const { compared, differences } = await reconcile({ ...ports, onPage: () => signal?.throwIfAborted() });

    metrics.count('LedgersReconciled', 1);
    metrics.count('LedgerDrift', differences.size);
    for (const [what] of [...differences].slice(0, TOLD_MAX)) log.error('ledger differs', { what });
    log.info('ledger reconciled', { ...compared, differences: differences.size });
  };
}

/** On AWS: the 10 s of a function, and as much again for clocks that disagree. */
export const SETTLED_AFTER_MS = 20_000;
/** Enough to see of what kind they are; `npm run reconcile` tells them all. */
const TOLD_MAX = 20;
