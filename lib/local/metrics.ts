import type { Metrics } from '#platform/metrics.ts';

/** Counts in memory since the start of the process, for whoever looks: the embedded alarms, a test, the last log line. */
export interface Counters extends Metrics {
  totals(): Readonly<Record<string, number>>;
}

export function counters(): Counters {
  const totals = new Map<string, number>();
  return {
    count: (name, value) => void totals.set(name, (totals.get(name) ?? 0) + value),
    totals: () => Object.fromEntries(totals),
  };
}
