import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { ListSeasons } from './contract.ts';
import { listSeasons } from './list-seasons.ts';
import { viewsStore } from './views-store.ts';

const env = readEnv({ VIEWS_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(ListSeasons, (platform) =>
  listSeasons({ views: viewsStore({ ...platform, items: dynamoItems(platform) }, env.VIEWS_TABLE_NAME) }),
);
