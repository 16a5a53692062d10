import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { GetBalance } from './contract.statements.ts';
import { getBalance } from './get-balance.ts';
import { ledgerStore } from './store.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(GetBalance, (platform) =>
  getBalance({ store: ledgerStore(dynamoItems(platform), env.LEDGER_TABLE_NAME) }),
);
