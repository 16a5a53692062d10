import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { ListTransactions } from './contract.statements.ts';
import { listTransactions } from './list-transactions.ts';
import { ledgerStore } from './store.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(ListTransactions, (platform) =>
  listTransactions({ store: ledgerStore(dynamoItems(platform), env.LEDGER_TABLE_NAME) }),
);
