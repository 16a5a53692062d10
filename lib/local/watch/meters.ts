import type { AlarmMetric } from '#platform/alarm.ts';
import type { LocalQueue } from '../queue/queue.ts';
import type { LocalStream } from '../queue/stream.ts';
import { latencies, type Served } from './latencies.ts';

/** Reads the value of the period that ends now, and begins the next; undefined where there is nothing to judge. */
export type Meter = () => number | undefined;

/** What the embedded system can be watched by, under the names that the alarms use. */
export interface Vitals {
  readonly queues: Readonly<Record<string, LocalQueue>>;
  /** The stream that feeds a worker, by the worker's operation. */
  readonly streams: Readonly<Record<string, LocalStream>>;
  /** Batches that a worker has thrown back since the start. */
  readonly failuresOf: (operationId: string) => number;
  /** What the operations have counted in all, by the name that they count it under. */
  readonly totalOf: (name: string) => number;
  /** Calls back after each answer. */
  readonly onServed: (listener: (served: Served) => void) => void;
}

/** How a metric is read here; undefined for one that exists on AWS only. */
export function meterOf(metric: AlarmMetric, vitals: Vitals): Meter | undefined {
  switch (metric.of) {
    case 'queue': {
      const queue = vitals.queues[metric.queue];
      if (!queue) return undefined;
      return metric.name === 'ApproximateNumberOfMessagesVisible' ? () => queue.visible() : () => queue.ageMs() / 1_000;
    }
    case 'backlog': {
      const queue = vitals.queues[metric.queue];
      return queue && growthOf(() => queue.size());
    }
    case 'function': {
      const stream = vitals.streams[metric.operationId];
      if (metric.name === 'IteratorAge') return stream && (() => stream.ageMs());
      return growthOf(() => vitals.failuresOf(metric.operationId));
    }
    case 'api':
      return shareOf5xx(vitals, () => true);
    case 'operations': {
      const isOne = ({ operation }: Served) =>
        operation !== undefined && metric.operationIds.includes(operation.operationId);
      return metric.name === 'Latency' ? p99Of(vitals, isOne) : shareOf5xx(vitals, isOne);
    }
    case 'business':
      return growthOf(() => vitals.totalOf(metric.name));
    // Nothing is refused here for want of capacity, and nothing is provisioned.
    case 'throttles':
    case 'capacity':
      return undefined;
  }
}

function growthOf(total: () => number): Meter {
  let before = total();
  return () => {
    const growth = total() - before;
    before += growth;
    return growth;
  };
}

function shareOf5xx({ onServed }: Vitals, counts: (served: Served) => boolean): Meter {
  let [answers, failures] = [0, 0];
  onServed((served) => {
    if (!counts(served)) return;
    answers += 1;
    if (served.status >= 500) failures += 1;
  });
  return () => {
    const share = answers === 0 ? undefined : failures / answers;
    [answers, failures] = [0, 0];
    return share;
  };
}

function p99Of({ onServed }: Vitals, counts: (served: Served) => boolean): Meter {
  const period = latencies();
  onServed((served) => {
    if (counts(served)) period.observe(served);
  });
  return () => {
    const ms = period.worstP99Ms();
    period.reset();
    return ms;
  };
}
