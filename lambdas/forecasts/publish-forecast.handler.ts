import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { PublishForecast } from './contract.ts';
import { publishForecast } from './publish-forecast.ts';
import { forecastStore } from './store.ts';

const env = readEnv({ FORECASTS_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(PublishForecast, (platform) => {
  const store = forecastStore(dynamoItems(platform), env.FORECASTS_TABLE_NAME);
  return publishForecast({ store, clock: platform.clock });
});
