import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { GetSkierDay } from './contract.ts';
import { getSkierDay } from './get-skier-day.ts';
import { ridesStore } from './store.ts';

const env = readEnv({ RIDES_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(GetSkierDay, (platform) =>
  getSkierDay({ rides: ridesStore(dynamoItems(platform), env.RIDES_TABLE_NAME) }),
);
