import type { Cache } from '#platform/cache.ts';
import type { Clock } from '#platform/platform.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { counters } from '../../lib/local/metrics.ts';
import { random, clock as realClock, timers } from '../../lib/local/platform.ts';
import { routesOn } from '../../lib/local/services.ts';
import { tables } from '../../lib/local/tables.ts';
import { memoryGateway } from './memory-gateway.ts';
import { fakeQueue } from './queue.ts';
import { memoryStorage } from './storage.ts';

interface ForecastSystemOptions {
  readonly cache: Cache;
  readonly clock?: Clock;
  readonly onCapacity?: (consumed: Consumed) => void;
}

/** The forecasts behind a gateway, on the real engine and any cache; everyone is staff. It ends with the test. */
export async function forecastSystem({ cache, clock = realClock, onCapacity }: ForecastSystemOptions) {
  const { forecasts } = tables;
  const storage = memoryStorage({ tables: rowsNames({ forecasts }) });
  const items = itemsEngine({ tables: { forecasts }, rows: storage.table, ...(onCapacity && { onCapacity }) });
  const metrics = counters();
  const platform = { clock, random, timers, items, queue: fakeQueue(), cache, metrics };
  const routes = routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } });
  const forecastsUrl = `${await memoryGateway({ storage, routes, clock, random })}/forecasts`;
  const url = (resortID: number) => `${forecastsUrl}/${resortID}`;

  return {
    read: (resortID: number) => fetch(url(resortID)),
    list: () => fetch(forecastsUrl),
    async publish(resortID: number, body: object): Promise<Response> {
      const headers = { 'content-type': 'application/json' };
      return fetch(url(resortID), { method: 'PUT', headers, body: JSON.stringify(body) });
    },
    /** How often the table was asked for a forecast. */
    loads: () => metrics.totals()['ForecastsLoaded'] ?? 0,
  };
}

export type ForecastSystem = Awaited<ReturnType<typeof forecastSystem>>;

/** A body to publish. */
export function forecastFrom(issuedAt: number, { lastsMs = 3_600_000, summary = 'Light snow' } = {}) {
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  return {
    issuedAt: at(issuedAt),
    expiresAt: at(issuedAt + lastsMs),
    periods: [{ startsAt: at(issuedAt), temperatureC: -8.5, windKph: 20, snowCm: 3, summary }],
  };
}

/** The real clock, ahead by as much as it was told to be, or as many times as fast. */
export function shiftedClock({ rate = 1 } = {}): Clock & { advance(milliseconds: number): void } {
  const startedAt = realClock.now();
  let aheadMs = 0;
  return {
    now: () => Math.floor(startedAt + (realClock.now() - startedAt) * rate + aheadMs),
    monotonic: realClock.monotonic,
    advance(milliseconds) {
      aheadMs += milliseconds;
    },
  };
}
