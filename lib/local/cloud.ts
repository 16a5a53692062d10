import type { Log } from '#platform/log.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Platform } from '#platform/platform.ts';
import { reconcileLedger } from '../../lambdas/accounts/reconcile-ledger.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { readRides } from '../../lambdas/rides/message.ts';
import { seeSkiers } from '../../lambdas/rides/see-skiers.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { storeRides } from '../../lambdas/rides/store-rides.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { itemsEngine } from './items/engine.ts';
import { expiry } from './items/expiry.ts';
import { type Change, rowsNames } from './items/table.ts';
import { type Counters, counters } from './metrics.ts';
import { clock, random, timers } from './platform.ts';
import { type EventSource, eventSource } from './queue/event-source.ts';
import { type LocalQueue, localQueue } from './queue/queue.ts';
import { type LocalStream, localStream } from './queue/stream.ts';
import { streamSource } from './queue/stream-source.ts';
import { schedule } from './schedule.ts';
import { openStorage, type Storage, type StorageOptions } from './storage/storage.ts';
import { lookups, tables } from './tables.ts';

/** What stands in for AWS on one machine: tables, queues, streams and the workers that they feed. */
export interface Cloud {
  readonly platform: Platform & { readonly metrics: Counters };
  readonly queues: { readonly rides: LocalQueue; readonly ridesDeadLetters: LocalQueue };
  readonly streams: { readonly rides: LocalStream };
  /** Lets the workers finish what they have in hand. */
  stop(): Promise<void>;
}

/** A money command decides and writes without anything in between. */
export const MONEY_SETTLES_MS = 100;

export interface CloudOptions {
  readonly storage: Storage;
  readonly log: Log;
  /** Told of each batch that a worker threw back. */
  readonly onWorkerFailed: (operationId: string) => void;
}

/** A stream is kept as a queue is: messages in the order of their arrival. */
const queueNames = ['rides', 'rides_dead_letters', 'rides_stream'] as const;

/** The storage of exactly these. */
export function openCloudStorage(options: Omit<StorageOptions, 'tables' | 'queues' | 'lookups'>): Storage {
  return openStorage({ ...options, tables: rowsNames(tables), queues: queueNames, lookups });
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function startCloud({ storage, log, onWorkerFailed }: CloudOptions): Cloud {
  const metrics = counters(storage.counters);
  const ridesStream = localStream({ rows: storage.queue('rides_stream'), clock });
  const items = itemsEngine({
    tables,
    rows: storage.table,
    onChange(_rides, changes) {
      countRides(metrics, changes);
      ridesStream.append(
        changes.flatMap(({ kind, item }) => (kind === 'NONE' ? [] : [{ kind, ...(item && { item }) }])),
      );
    },
  });
  const ridesDeadLetters = localQueue({
    rows: storage.queue('rides_dead_letters'),
    clock,
    // Long enough to replay 10,000 of them at 50 a second, with as much again to spare; a restart ends it.
    visibilityTimeoutMs: 400_000,
    // Longer than the source's, since a dead letter keeps the age that it had: 14 days, the most that SQS gives.
    retentionMs: 14 * DAY_MS,
  });
  const rides = localQueue({
    rows: storage.queue('rides'),
    clock,
    // A batch takes milliseconds here; five seconds are for one that failed and is to come again.
    visibilityTimeoutMs: 5_000,
    retentionMs: 10 * DAY_MS,
    // Some 200 bytes a scan on the disk are 200 MB, or 100 GB at 256 KiB a batch; worked off in a quarter of an hour.
    sizeMax: 1_000_000,
    deadLetters: {
      queue: ridesDeadLetters,
      maxReceiveCount: 5,
      onBuried: ({ body }) => countBuried(metrics, body),
    },
  });
  const platform = { clock, random, timers, items, queue: rides, cache: memoryCache({ clock }), metrics };
  // Ten million items take a quarter of an hour, and a tenth of the time in which requests could be answered.
  const ledger = ledgerScan({ items, timers, table: 'ledger', itemsPerSecond: 10_000 });
  const workers: EventSource[] = [
    eventSource({
      queue: rides,
      worker: storeRides({ rides: ridesStore(items, 'rides'), deadLetters: ridesDeadLetters, metrics }),
      // The more rides a batch, the more of them share a page on the disk; 1,000 take about 15 ms, during which no request
      // is answered. A reader's day is at most a tenth of a second behind while the system keeps up.
      batchSize: 1_000,
      // 1,000 messages of one scan, or some 60 of 25, which come to 1,500 rides.
      batchBytes: 128 * 1024,
      windowMs: 100,
      clock,
      timers,
      barrier: storage.barrier,
      log,
      onFailed: () => onWorkerFailed('storeRides'),
    }),
    streamSource({
      stream: ridesStream,
      worker: seeSkiers({ views: viewsStore(platform, 'views'), metrics }),
      // What one batch of the other worker has changed, so that either holds up requests for as long.
      batchSize: 1_000,
      timers,
      barrier: storage.barrier,
      log,
      onFailed: () => onWorkerFailed('seeSkiers'),
    }),
    expiry({ items, tables, clock, timers, log }),
    schedule({
      work: reconcileLedger({ ...platform, ledger, settleMs: MONEY_SETTLES_MS }),
      firstMs: 10 * MINUTE_MS,
      everyMs: DAY_MS,
      timers,
      log,
      onFailed: () => onWorkerFailed('reconcileLedger'),
    }),
  ];

  return {
    platform,
    queues: { rides, ridesDeadLetters },
    streams: { rides: ridesStream },
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}

/** Committed with the rides themselves: what was stored anew, and what was there already. */
function countRides(metrics: Counters, changes: readonly Change[]): void {
  const inserted = changes.filter(({ kind }) => kind === 'INSERT').length;
  metrics.count('RidesStored', inserted);
  metrics.count('RidesRepeated', changes.length - inserted);
}

/** A message that its worker could never finish: its scans were received and not stored. */
function countBuried(metrics: Counters, body: string): void {
  const read = readRides(body);
  const scans = read.kind === 'rides' ? read.rides.length : read.scans;
  metrics.count('RidesReceived', scans);
  metrics.count('RidesParked', scans);
}
