import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { streamHandler } from '#platform/aws/stream-handler.ts';
import { seeSkiers } from './see-skiers.ts';
import { viewsStore } from './views-store.ts';

const env = readEnv({ VIEWS_TABLE_NAME: z.string().min(1) });

export const handler = streamHandler((platform) => {
  const views = viewsStore({ ...platform, items: dynamoItems(platform) }, env.VIEWS_TABLE_NAME);
  return seeSkiers({ views, metrics: platform.metrics });
});
