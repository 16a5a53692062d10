import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { tokenTriggerHandler } from '#platform/aws/token-trigger-handler.ts';
import { grantClaims } from './grant-claims.ts';
import { directory } from './store.ts';

const env = readEnv({ IDENTITY_TABLE_NAME: z.string().min(1), RESOURCE_SERVER: z.string().min(1) });

export const handler = tokenTriggerHandler(env.RESOURCE_SERVER, (platform) => {
  return grantClaims({ directory: directory(dynamoItems(platform), env.IDENTITY_TABLE_NAME) });
});
