import { join } from 'node:path';
import { Redis } from 'iovalkey';
import { valkey } from '#platform/aws/valkey.ts';
import type { Cache } from '#platform/cache.ts';
import { guardedCache } from '#platform/guarded-cache.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Clock } from '#platform/platform.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock as realClock, timers } from '../../lib/local/platform.ts';
import { freePort } from '../load/free-port.ts';
import { seeded } from '../load/random.ts';
import { startServer } from '../load/server.ts';
import { spread, table } from './figures.ts';
import { forecastSystem, RESORTS, zipf } from './forecast-system.ts';

/** An hour of 50 reads a second. */
const HOUR_READS = 180_000;
const HOUR_MS = 3_600_000;
const MEASURED_READS = 10_000;
const CONCURRENT = 64;

interface ForecastRounds {
  /** Of all reads, those that asked no table. */
  readonly hitRatio: number[];
  /** By the cache. */
  readonly perSecond: Map<string, number[]>;
}

/**
 * Readers of 500 resorts by Zipf's law, whose forecasts last for half an hour: what the cache spares in an hour of them,
 * played as fast as it goes; and how many reads a second one process answers, without the gateway, from each cache.
 */
export async function measureForecasts({
  rounds,
  folder,
}: {
  rounds: number;
  folder: string;
}): Promise<ForecastRounds> {
  const measured: ForecastRounds = { hitRatio: [], perSecond: new Map() };
  const server = await startCacheServer(join(folder, 'forecasts'));
  try {
    const caches: Record<string, () => Cache> = {
      'no cache': () => ({ get: async () => undefined, set: async () => {} }),
      'memory of the process': () => memoryCache({ clock: realClock }),
      'Valkey beside it': () => guardedCache(server.cache, { clock: realClock, timers, metrics: counters() }),
    };
    for (let round = 1; round <= rounds; round += 1) {
      measured.hitRatio.push(await hitRatioOfAnHour(round));
      for (const [name, open] of Object.entries(caches)) {
        measured.perSecond.set(name, [...(measured.perSecond.get(name) ?? []), await readsPerSecond(open(), round)]);
      }
      process.stderr.write(`forecasts: round ${round} of ${rounds}\n`);
    }
    return measured;
  } finally {
    await server.stop();
  }
}

export function forecastsTable({ hitRatio, perSecond }: ForecastRounds): string {
  const columns = ['forecasts', 'reads/s', 'hits of an hour, %'];
  const hits = spread(
    hitRatio.map((ratio) => 100 * ratio),
    1,
  );
  return table(
    columns,
    [...perSecond].map(([name, runs]) => [name, spread(runs), name.startsWith('memory') ? hits : '']),
  );
}

async function hitRatioOfAnHour(seed: number): Promise<number> {
  let elapsedMs = 0;
  const startedAt = Date.UTC(2026, 0, 15, 9);
  const clock: Clock = { now: () => startedAt + elapsedMs, monotonic: () => elapsedMs };
  const system = forecastSystem({ clock, cache: memoryCache({ clock }), seed });
  const draw = zipf(seeded(seed));

  for (let n = 0; n < HOUR_READS; n += 1) {
    elapsedMs = (n / HOUR_READS) * HOUR_MS;
    await system.publishDue();
    await system.read(draw());
  }
  return 1 - system.loads() / HOUR_READS;
}

async function readsPerSecond(cache: Cache, seed: number): Promise<number> {
  const system = forecastSystem({ clock: realClock, cache, seed });
  const draw = zipf(seeded(seed));
  await system.publishDue();
  for (let resortID = 1; resortID <= RESORTS; resortID += 1) await system.read(resortID);

  const startedMs = realClock.monotonic();
  const lane = async () => {
    for (let n = 0; n < MEASURED_READS / CONCURRENT; n += 1) await system.read(draw());
  };
  await Promise.all(Array.from({ length: CONCURRENT }, lane));
  return MEASURED_READS / ((realClock.monotonic() - startedMs) / 1_000);
}

async function startCacheServer(folder: string) {
  const port = await freePort();
  const server = await startServer({
    program: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--save', ''],
    folder: '/var/tmp',
    log: `${folder}.log`,
    ready: /Ready to accept connections/,
  });
  const connect = () => new Redis({ host: '127.0.0.1', port, retryStrategy: () => null });
  const cache = valkey({ connect, clock: realClock });
  return {
    cache,
    async stop(): Promise<void> {
      cache.reconnect();
      await server.kill();
    },
  };
}
