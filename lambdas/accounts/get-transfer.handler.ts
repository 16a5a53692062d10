import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { GetTransfer } from './contract.transfers.ts';
import { getTransfer } from './get-transfer.ts';
import { ledgerStore } from './store.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(GetTransfer, (platform) =>
  getTransfer({ store: ledgerStore(dynamoItems(platform), env.LEDGER_TABLE_NAME) }),
);
