import type { Metrics } from '#platform/metrics.ts';
import type { CounterRows } from './storage/counter-rows.ts';

/** Totals since the data folder was made: for recounting, for the embedded alarms, for a test. */
export interface Counters extends Metrics {
  totals(): Readonly<Record<string, number>>;
}

/** On rows, a total is durable together with the changes that it counts; without them it lives as long as the process. */
export function counters(rows?: CounterRows): Counters {
  const totals = new Map(Object.entries(rows?.load() ?? {}));
  return {
    count(name, value) {
      if (value === 0) return;
      const total = (totals.get(name) ?? 0) + value;
      totals.set(name, total);
      rows?.put(name, total);
    },
    totals: () => Object.fromEntries(totals),
  };
}
