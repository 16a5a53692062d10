import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { PutAddress } from './contract.ts';
import { putAddress } from './put-address.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(PutAddress, (platform) =>
  putAddress({ ...platform, items: dynamoItems(platform) }, env.LEDGER_TABLE_NAME),
);
