import * as z from 'zod';
import { type CacheAside, cacheAside, type Lifetimes } from '#platform/cache-aside.ts';
import { entityTagOf } from '#platform/entity-tag.ts';
import type { Platform } from '#platform/platform.ts';
import { isCurrent, type PublishedForecast } from './domain.ts';
import { forecastStore } from './store.ts';

/** The last forecast of each resort, expired or not; null where there is none. */
export type CachedForecasts = CacheAside<PublishedForecast | null>;

type Ports = Pick<Platform, 'items' | 'cache' | 'clock' | 'random' | 'metrics'>;

export function cachedForecasts(ports: Ports, table: string): CachedForecasts {
  const store = forecastStore(ports.items, table);
  return cacheAside(
    {
      name: 'forecast:1',
      schema: CachedForecast.nullable(),
      load: async (resortID) => (await store.of(resortID)) ?? null,
      times: timesOf,
      loadedAs: 'ForecastsLoaded',
    },
    ports,
  );
}

/** Believed only if its document has the tag that it came with: a changed letter is found as well as a missing half. */
const CachedForecast: z.ZodType<PublishedForecast> = z
  .strictObject({ resortID: z.int(), issuedAt: z.int(), expiresAt: z.int(), etag: z.string(), document: z.string() })
  .refine(({ etag, document }) => etag === entityTagOf(document));

function timesOf(forecast: PublishedForecast | null, loadedAt: number): Lifetimes {
  if (!forecast || !isCurrent(forecast, loadedAt)) return { softMs: ABSENT_MS, hardMs: ABSENT_MS };
  const leftMs = forecast.expiresAt - loadedAt;
  return { softMs: Math.min(SOFT_MS, leftMs), hardMs: Math.min(HARD_MS, leftMs) };
}

/** Forecasts change by the hour: a reader who learns of one a minute late has lost nothing. */
const SOFT_MS = 60_000;
/** How long a forecast outlasts a table that does not answer. */
const HARD_MS = 10 * 60_000;
/** A resort that waits for its first forecast sees it soon, and a storm of reads for it costs one load each five seconds. */
const ABSENT_MS = 5_000;
