import { okJson } from '#platform/answer.ts';
import { entityTagOf } from '#platform/entity-tag.ts';
import type { Serve } from '#platform/operation.ts';
import type { Clock } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import type { CachedForecasts } from './cached-forecasts.ts';
import type { PublishForecast } from './contract.ts';
import { isAheadOf, type PublishedForecast } from './domain.ts';
import type { ForecastStore } from './store.ts';

interface Ports {
  readonly store: ForecastStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Told of the publication. @default it is not within reach, and asks the table when its time has come */
  readonly cached?: CachedForecasts;
}

/** Publishes a forecast in place of one that was issued earlier; the same one again changes nothing. */
export function publishForecast({ store, clock, cached }: Ports): Serve<typeof PublishForecast> {
  return async ({ params: { resortID }, body }) => {
    const document = JSON.stringify({ resortID, ...body });
    const forecast: PublishedForecast = {
      resortID,
      issuedAt: Date.parse(body.issuedAt),
      expiresAt: Date.parse(body.expiresAt),
      etag: entityTagOf(document),
      document,
    };
    if (isAheadOf(clock.now(), forecast)) {
      const errors = [{ pointer: '/issuedAt', detail: 'must be at most a day ahead of now' }];
      return problem('validation_failed', { errors });
    }
    const outcome = await store.publish(forecast);

    switch (outcome.kind) {
      case 'published':
        await cached?.put(resortID, forecast);
        return okJson(document, { etag: `"${forecast.etag}"` });
      case 'superseded': {
        const issuedAt = new Date(outcome.issuedAt).toISOString();
        return problem('forecast_superseded', { detail: `The forecast in place was issued at ${issuedAt}.` });
      }
    }
  };
}
