import type { Item } from '#platform/items.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Platform } from '#platform/platform.ts';
import type { BatchOutcome, ReceivedMessage } from '#platform/queue.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import { seeSkiers } from '../../../lambdas/rides/see-skiers.ts';
import { ridesStore } from '../../../lambdas/rides/store.ts';
import { storeRides } from '../../../lambdas/rides/store-rides.ts';
import { viewsStore } from '../../../lambdas/rides/views-store.ts';
import { routesOn } from '../../../lib/local/services.ts';
import { tables as all } from '../../../lib/local/tables.ts';
import type { Environment } from '../cloud/environment.ts';
import { type Fleet, fleet } from '../cloud/fleet.ts';
import { type Api, type Gateway, type GatewayOptions, simulatedGateway } from '../cloud/gateway.ts';
import { tracedLog } from '../cloud/log.ts';
import { type SimulatedQueue, simulatedQueue } from '../cloud/queue.ts';
import { type SimulatedStream, simulatedStream } from '../cloud/stream.ts';
import { simulatedTables, type Tables } from '../cloud/tables.ts';
import type { World } from '../engine/world.ts';

/** All that stands in for AWS under the rides. */
export interface RidesCloud {
  readonly gateway: Gateway;
  readonly tables: Tables;
  readonly queue: SimulatedQueue;
  readonly letters: SimulatedQueue;
  readonly stream: SimulatedStream;
  readonly worker: Fleet<Worker>;
  readonly platformIn: (environment: Environment) => Platform;
}

/** The queue's worker in its environment. */
interface Worker {
  readonly work: (batch: readonly ReceivedMessage[]) => Promise<BatchOutcome>;
  /** The items that its table would not take in the last batch. */
  readonly refused: () => readonly Item[];
}

export interface RidesCloudOptions {
  readonly world: World;
  readonly onAnswer: NonNullable<GatewayOptions['onAnswer']>;
  /** Whether the workers' code is broken at the moment. */
  readonly isBroken: () => boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The figures are those of lib/aws/services/rides.ts and queue-with-dead-letters.ts; batches are small, so that they meet. */
export function ridesCloud({ world, onAnswer, isBroken }: RidesCloudOptions): RidesCloud {
  const log = tracedLog(world);
  const letters = simulatedQueue({
    world,
    name: 'dead letters',
    visibilityTimeoutMs: 400_000,
    retentionMs: 14 * DAY_MS,
  });
  const queue = simulatedQueue({
    world,
    name: 'rides',
    visibilityTimeoutMs: 181_000,
    retentionMs: 10 * DAY_MS,
    deadLetters: { queue: letters, maxReceiveCount: 5 },
  });
  const stream = simulatedStream({
    world,
    worker: 'seeSkiers',
    batchSize: 4,
    invoke: (batch) => viewer.invoke('seeSkiers', (work) => work(batch)),
  });
  const tables = simulatedTables({
    world,
    schemas: { rides: all.rides, views: all.views },
    onChange: (_, changes) => stream.append(changes),
  });
  const platformIn = (environment: Environment): Platform => ({
    ...environment,
    items: tables.itemsOf(environment),
    cache: memoryCache(environment),
    queue: queue.queueOf(environment),
    metrics: { count: () => undefined },
  });

  const api = fleet<Api>({
    world,
    name: 'api',
    timeoutMs: 10_000,
    concurrency: 1 + 3 * world.choose('managed instances', 2),
    boot: (environment) => ({
      environment,
      routes: routesOn(platformIn(environment), { document: {}, statistics: { endpoints: async () => [] } }),
    }),
  });
  const worker = fleet<Worker>({
    world,
    name: 'storeRides',
    timeoutMs: 30_000,
    concurrency: 1,
    boot(environment) {
      const platform = platformIn(environment);
      let refused: readonly Item[] = [];
      const items: Platform['items'] = {
        ...platform.items,
        async putAll(table, given) {
          const left = await platform.items.putAll(table, given);
          refused = left;
          return left;
        },
      };
      const work = storeRides({
        rides: ridesStore(items, 'rides'),
        deadLetters: letters.queueOf(environment),
        metrics: platform.metrics,
      });
      return { refused: () => refused, work: (batch) => deployed(() => work(batch, log)) };
    },
  });
  const viewer = fleet<(batch: readonly ChangeRecord[]) => Promise<void>>({
    world,
    name: 'seeSkiers',
    timeoutMs: 60_000,
    concurrency: 1,
    boot(environment) {
      const platform = platformIn(environment);
      const view = seeSkiers({ views: viewsStore(platform, 'views'), metrics: platform.metrics });
      return (batch) => deployed(() => view(batch, log));
    },
  });

  return {
    gateway: simulatedGateway({ world, api, log, onAnswer }),
    tables,
    queue,
    letters,
    stream,
    worker,
    platformIn,
  };

  async function deployed<T>(work: () => Promise<T>): Promise<T> {
    if (isBroken()) throw new Error('This build is broken');
    return work();
  }
}
