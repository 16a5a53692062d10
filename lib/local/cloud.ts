import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Platform } from '#platform/platform.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { storeRides } from '../../lambdas/rides/store-rides.ts';
import { itemsEngine } from './items/engine.ts';
import { clock, random, timers } from './platform.ts';
import { type EventSource, eventSource } from './queue/event-source.ts';
import { type LocalQueue, localQueue } from './queue/queue.ts';
import type { Storage } from './storage/storage.ts';

/** What stands in for AWS on one machine: tables, queues and the workers that they feed. */
export interface Cloud {
  readonly platform: Platform;
  readonly queues: { readonly rides: LocalQueue; readonly ridesDeadLetters: LocalQueue };
  /** Lets the workers finish what they have in hand. */
  stop(): Promise<void>;
}

export const tables = { rides: { sk: true }, idempotency: {} } as const;
export const queueNames = ['rides', 'rides_dead_letters'] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

export function startCloud({ storage, log, metrics }: { storage: Storage; log: Log; metrics: Metrics }): Cloud {
  const items = itemsEngine({ tables, rows: storage.table });
  const ridesDeadLetters = localQueue({
    rows: storage.queue('rides_dead_letters'),
    clock,
    visibilityTimeoutMs: 30_000,
    // Longer than the source's, since a dead letter keeps the age that it had: 14 days, the most that SQS gives.
    retentionMs: 14 * DAY_MS,
  });
  const rides = localQueue({
    rows: storage.queue('rides'),
    clock,
    // A batch takes milliseconds here; five seconds are for one that failed and is to come again.
    visibilityTimeoutMs: 5_000,
    retentionMs: 10 * DAY_MS,
    deadLetters: { queue: ridesDeadLetters, maxReceiveCount: 5 },
  });
  const platform: Platform = { clock, random, timers, items, queue: rides, metrics };
  const workers: EventSource[] = [
    eventSource({
      queue: rides,
      worker: storeRides({ rides: ridesStore(items, 'rides'), deadLetters: ridesDeadLetters, metrics }),
      // The more rides a batch, the more of them share a page on the disk; 1,000 take about 15 ms, during which no request
      // is answered. A reader's day is at most a tenth of a second behind while the system keeps up.
      batchSize: 1_000,
      windowMs: 100,
      clock,
      timers,
      log,
    }),
  ];

  return {
    platform,
    queues: { rides, ridesDeadLetters },
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}
