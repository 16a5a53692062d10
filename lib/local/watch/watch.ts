import type { Log } from '#platform/log.ts';
import type { Statistics } from '../../../lambdas/operations/statistics.ts';
import { alarmsOf } from '../../alarms.ts';
import type { Cloud } from '../cloud.ts';
import { clock } from '../platform.ts';
import { watchAlarms } from './alarms.ts';
import { latencies, type Served } from './latencies.ts';

/** The embedded CloudWatch: statistics of the endpoints, and the alarms. */
export interface Watch {
  readonly statistics: Statistics;
  /** To be told of each answer. */
  observe(served: Served): void;
  stop(): void;
}

export interface WatchOptions {
  readonly cloud: Cloud;
  readonly failuresOf: (operationId: string) => number;
  readonly log: Log;
}

export function watchSystem({ cloud: { queues, streams, platform }, failuresOf, log }: WatchOptions): Watch {
  const statistics = latencies();
  const listeners = [statistics.observe];
  const alarms = watchAlarms({
    alarms: alarmsOf,
    vitals: {
      queues: { Rides: queues.rides, RidesDeadLetters: queues.ridesDeadLetters },
      streams: { seeSkiers: streams.rides },
      failuresOf,
      totalOf: (name) => platform.metrics.totals()[name] ?? 0,
      onServed: (listener) => void listeners.push(listener),
    },
    clock,
    log,
  });
  const evaluating = setInterval(alarms.evaluate, EVALUATED_EVERY_MS).unref();

  return {
    statistics,
    observe(served) {
      for (const listener of listeners) listener(served);
    },
    stop: () => clearInterval(evaluating),
  };
}

/** A period of a minute is then at most a second too long. */
const EVALUATED_EVERY_MS = 1_000;
