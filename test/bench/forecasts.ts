import { join } from 'node:path';
import { Redis } from 'iovalkey';
import { valkey } from '#platform/aws/valkey.ts';
import type { Cache } from '#platform/cache.ts';
import { guardedCache } from '#platform/guarded-cache.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Clock } from '#platform/platform.ts';
import { cachedForecasts } from '../../lambdas/forecasts/cached-forecasts.ts';
import { getForecast } from '../../lambdas/forecasts/get-forecast.ts';
import { publishForecast } from '../../lambdas/forecasts/publish-forecast.ts';
import { forecastStore } from '../../lambdas/forecasts/store.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock as realClock, timers } from '../../lib/local/platform.ts';
import { openStorage } from '../../lib/local/storage/storage.ts';
import { tables } from '../../lib/local/tables.ts';
import { fakeCall } from '../fakes/call.ts';
import { freePort } from '../load/free-port.ts';
import { seeded } from '../load/random.ts';
import { startServer } from '../load/server.ts';
import { spread, table } from './figures.ts';

const RESORTS = 500;
const LASTS_MS = 30 * 60_000;
const PERIODS = 120;
/** An hour of 50 reads a second. */
const HOUR_READS = 180_000;
const HOUR_MS = 3_600_000;
const MEASURED_READS = 10_000;
const CONCURRENT = 64;

interface ForecastRounds {
  /** Of all reads, those that asked no table. */
  readonly hitRatio: number[];
  readonly perSecond: Record<string, number[]>;
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
  const measured: ForecastRounds = { hitRatio: [], perSecond: {} };
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
        (measured.perSecond[name] ??= []).push(await readsPerSecond(open(), round));
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
    Object.entries(perSecond).map(([name, runs]) => [name, spread(runs), name.startsWith('memory') ? hits : '']),
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

function forecastSystem({ clock, cache, seed }: { clock: Clock; cache: Cache; seed: number }) {
  const { forecasts } = tables;
  const storage = openStorage({
    file: ':memory:',
    tables: rowsNames({ forecasts }),
    queues: [],
    onCommitFailed: (cause) => {
      throw cause;
    },
  });
  const items = itemsEngine({ tables: { forecasts }, rows: storage.table });
  const metrics = counters();
  const random = { fraction: seeded(seed), uuid: () => '' };
  const cached = cachedForecasts({ items, cache, clock, random, metrics }, 'forecasts');
  const read = getForecast({ cached, clock });
  // No publication reaches the cache, as on AWS.
  const publish = publishForecast({ store: forecastStore(items, 'forecasts') });
  // The first ones end one after another, so that not all are new at once.
  const dueAt = Array.from({ length: RESORTS }, (_, n) => ({
    resortID: n + 1,
    at: 0,
    lastsMs: LASTS_MS * (0.5 + n / RESORTS / 2),
  }));

  return {
    loads: () => metrics.totals()['ForecastsLoaded'] ?? 0,

    async read(resortID: number): Promise<void> {
      const answer = await read({ params: { resortID }, query: undefined, body: undefined }, fakeCall());
      if (answer.kind !== 'success') throw new Error(`Resort ${resortID} has no forecast`);
    },

    /** A forecast is replaced a minute before it ends, so that none is ever missing. */
    async publishDue(): Promise<void> {
      for (const due of dueAt) {
        if (clock.now() < due.at) continue;
        await publish(
          { params: { resortID: due.resortID }, query: undefined, body: bodyFrom(clock.now(), due.lastsMs) },
          fakeCall(),
        );
        due.at = clock.now() + due.lastsMs - 60_000;
        due.lastsMs = LASTS_MS;
      }
    },
  };
}

function bodyFrom(now: number, lastsMs: number) {
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  const periods = Array.from({ length: PERIODS }, (_, hour) => ({
    startsAt: at(now + hour * HOUR_MS),
    temperatureC: -8.5,
    windKph: 20,
    snowCm: hour % 7,
    summary: 'Light snow, then clearing',
  }));
  return { issuedAt: at(now), expiresAt: at(now + lastsMs), periods };
}

/** Resort n is read 1/n as often as the first. */
function zipf(random: () => number): () => number {
  const weights = Array.from({ length: RESORTS }, (_, n) => 1 / (n + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let left = random() * total;
    return (
      1 +
      weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      })
    );
  };
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
