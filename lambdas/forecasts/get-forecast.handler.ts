import * as z from 'zod';
import { cacheEnvironment, stageCache } from '#platform/aws/elasticache.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { cachedForecasts } from './cached-forecasts.ts';
import { GetForecast } from './contract.ts';
import { getForecast } from './get-forecast.ts';
import { forecastStore } from './store.ts';

const env = readEnv({ FORECASTS_TABLE_NAME: z.string().min(1), ...cacheEnvironment });

export const handler = httpHandler(GetForecast, (platform) => {
  const store = forecastStore(dynamoItems(platform), env.FORECASTS_TABLE_NAME);
  return getForecast({
    ...platform,
    cached: cachedForecasts(store, { ...platform, cache: stageCache(env, platform) }),
  });
});
