import * as z from 'zod';
import { cacheEnvironment, stageCache } from '#platform/aws/elasticache.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { cachedForecasts } from './cached-forecasts.ts';
import { GetForecast } from './contract.ts';
import { getForecast } from './get-forecast.ts';

const env = readEnv({ FORECASTS_TABLE_NAME: z.string().min(1), ...cacheEnvironment });

export const handler = httpHandler(GetForecast, (platform) => {
  const ports = { ...platform, items: dynamoItems(platform), cache: stageCache(env, platform) };
  return getForecast({ ...platform, cached: cachedForecasts(ports, env.FORECASTS_TABLE_NAME) });
});
