import { okJson } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { CachedForecasts } from './cached-forecasts.ts';
import type { GetForecast } from './contract.ts';
import { isCurrent } from './domain.ts';

interface Ports {
  readonly cached: CachedForecasts;
  readonly clock: Pick<Clock, 'now'>;
}

/** Reads the forecast of a resort while it lasts. */
export function getForecast({ cached, clock }: Ports): Serve<typeof GetForecast> {
  return async ({ params: { resortID } }) => {
    const { value: forecast, loadedAt } = await cached.get(resortID);
    if (!forecast) return problem('not_found', { detail: 'This resort has no forecast.' });

    const now = clock.now();
    if (!isCurrent(forecast, now)) {
      const expiredAt = new Date(forecast.expiresAt).toISOString();
      return problem('not_found', { detail: `The last forecast of this resort expired at ${expiredAt}.` });
    }
    return okJson(forecast.document, {
      etag: `"${forecast.etag}"`,
      // A cache subtracts the age from it (RFC 9111 §4.2), and so asks again before the forecast expires, never after.
      'cache-control': `max-age=${seconds(forecast.expiresAt - now)}`,
      age: String(seconds(now - loadedAt)),
    });
  };
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.floor(milliseconds / 1_000));
}
