import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Operation } from '#platform/operation.ts';
import type { Statistics } from '../../../lambdas/operations/statistics.ts';

/** A request that was answered. */
export interface Served {
  /** Absent where the request named none. */
  readonly operation: Operation | undefined;
  readonly status: number;
  readonly ms: number;
}

/** How long each operation took, in one histogram each, whose size does not grow with the requests. */
export interface Latencies extends Statistics {
  observe(served: Served): void;
  /** The slowest hundredth of the operation that has the slowest, in milliseconds; undefined when none was served. */
  worstP99Ms(): number | undefined;
  reset(): void;
}

export function latencies(): Latencies {
  const known = new Map<Operation, RecordableHistogram>();

  return {
    observe({ operation, ms }) {
      if (!operation) return;
      let histogram = known.get(operation);
      if (!histogram) {
        histogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 2 });
        known.set(operation, histogram);
      }
      histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1_000))));
    },

    async endpoints() {
      return [...known].map(([{ method, path }, { mean, max }]) => {
        return { method, path, meanMs: milliseconds(mean), maxMs: milliseconds(max) };
      });
    },

    worstP99Ms() {
      if (known.size === 0) return undefined;
      return Math.max(...[...known.values()].map((histogram) => histogram.percentile(99) / 1_000));
    },

    reset: () => known.clear(),
  };
}

/** A minute, in microseconds, six times what an answer may take; with two figures a histogram takes some 20 KB. */
const LONGEST_US = 60_000_000;

function milliseconds(microseconds: number): number {
  return Math.round(microseconds) / 1_000;
}
