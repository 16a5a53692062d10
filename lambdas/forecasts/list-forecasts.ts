import { ok } from '#platform/answer.ts';
import { nextPage, PAGE_SIZE, placeOf } from '#platform/cursor.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import type { ListForecasts } from './contract.ts';
import { isCurrent } from './domain.ts';
import type { ForecastStore, ListedForecast } from './store.ts';

interface Ports {
  readonly store: ForecastStore;
  readonly clock: Pick<Clock, 'now'>;
}

/** Lists the forecasts that have not expired, a page at a time. */
export function listForecasts({ store, clock }: Ports): Serve<typeof ListForecasts> {
  return async ({ query: { limit = PAGE_SIZE, cursor } }) => {
    const after = cursor === undefined ? undefined : Number(placeOf(cursor));
    const page = await store.list({ limit, after });

    const now = clock.now();
    const forecasts = page.forecasts.filter((forecast) => isCurrent(forecast, now)).map(shown);
    const place = page.next === undefined ? undefined : String(page.next).padStart(10, '0');
    const next = nextPage({ path: '/forecasts', query: { limit } }, place);
    return ok({ forecasts, ...next.body }, next.headers);
  };
}

function shown({ resortID, issuedAt, expiresAt, etag }: ListedForecast) {
  const [issued, expires] = [issuedAt, expiresAt].map((moment) => new Date(moment).toISOString());
  return { resortID, issuedAt: issued, expiresAt: expires, etag: `"${etag}"` };
}
