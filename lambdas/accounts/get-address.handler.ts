import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { GetAddress } from './contract.ts';
import { getAddress } from './get-address.ts';
import { ledgerStore } from './store.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(GetAddress, (platform) =>
  getAddress({ store: ledgerStore(dynamoItems(platform), env.LEDGER_TABLE_NAME) }),
);
