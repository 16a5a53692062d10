import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { addSeason } from './add-season.ts';
import { AddSeason } from './contract.ts';
import { viewsStore } from './views-store.ts';

const env = readEnv({ VIEWS_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(AddSeason, (platform) =>
  addSeason({ views: viewsStore({ ...platform, items: dynamoItems(platform) }, env.VIEWS_TABLE_NAME) }),
);
