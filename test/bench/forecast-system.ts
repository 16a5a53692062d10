import type { Cache } from '#platform/cache.ts';
import type { Clock } from '#platform/platform.ts';
import { cachedForecasts } from '../../lambdas/forecasts/cached-forecasts.ts';
import { getForecast } from '../../lambdas/forecasts/get-forecast.ts';
import { publishForecast } from '../../lambdas/forecasts/publish-forecast.ts';
import { forecastStore } from '../../lambdas/forecasts/store.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { counters } from '../../lib/local/metrics.ts';
import { openStorage } from '../../lib/local/storage/storage.ts';
import { tables } from '../../lib/local/tables.ts';
import { fakeCall } from '../fakes/call.ts';
import { seeded } from '../load/random.ts';

export const RESORTS = 500;
const LASTS_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;
const PERIODS = 120;

/** The operations of the forecasts on a table in memory, with resorts that publish when their time has come. */
export function forecastSystem({ clock, cache, seed }: { clock: Clock; cache: Cache; seed: number }) {
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
  const publish = publishForecast({ store: forecastStore(items, 'forecasts'), clock });
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
export function zipf(random: () => number): () => number {
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
