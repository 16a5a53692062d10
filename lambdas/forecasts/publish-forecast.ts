import { okJson } from '#platform/answer.ts';
import { entityTagOf } from '#platform/entity-tag.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { CachedForecasts } from './cached-forecasts.ts';
import type { PublishForecast } from './contract.ts';
import type { PublishedForecast } from './domain.ts';
import type { ForecastStore } from './store.ts';

interface Ports {
  readonly store: ForecastStore;
  /** Told of the publication. @default it is not within reach, and asks the table when its time has come */
  readonly cached?: CachedForecasts;
}

/** Publishes a forecast in place of one that was issued earlier; the same one again changes nothing. */
export function publishForecast({ store, cached }: Ports): Serve<typeof PublishForecast> {
  return async ({ params: { resortID }, body }) => {
    const document = JSON.stringify({ resortID, ...body });
    const forecast: PublishedForecast = {
      resortID,
      issuedAt: Date.parse(body.issuedAt),
      expiresAt: Date.parse(body.expiresAt),
      etag: entityTagOf(document),
      document,
    };
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
