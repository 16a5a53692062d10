import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { GetVertical } from './contract.ts';
import { getVertical } from './get-vertical.ts';
import { ridesStore } from './store.ts';

const env = readEnv({ RIDES_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(GetVertical, (platform) =>
  getVertical({ rides: ridesStore(dynamoItems(platform), env.RIDES_TABLE_NAME) }),
);
