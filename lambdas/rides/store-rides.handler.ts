import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { sqsQueue } from '#platform/aws/queue.ts';
import { queueHandler } from '#platform/aws/queue-handler.ts';
import { ridesStore } from './store.ts';
import { storeRides } from './store-rides.ts';

const env = readEnv({ RIDES_TABLE_NAME: z.string().min(1), RIDES_DEAD_LETTERS_URL: z.url() });

export const handler = queueHandler((platform) => {
  const rides = ridesStore(dynamoItems(platform), env.RIDES_TABLE_NAME);
  return storeRides({ rides, deadLetters: sqsQueue(env.RIDES_DEAD_LETTERS_URL), metrics: platform.metrics });
});
