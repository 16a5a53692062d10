import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { ListAccounts } from './contract.ts';
import { listAccounts } from './list-accounts.ts';
import { ledgerStore } from './store.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(ListAccounts, (platform) =>
  listAccounts({ clock: platform.clock, store: ledgerStore(dynamoItems(platform), env.LEDGER_TABLE_NAME) }),
);
