import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { CreateRefund } from './contract.transfers.ts';
import { createRefund } from './create-refund.ts';
import { ledgerOn } from './ledger.ts';
import { ledgerStore } from './store.ts';

const { LEDGER_TABLE_NAME: table } = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(CreateRefund, (platform) => {
  const items = dynamoItems(platform);
  return createRefund({ ledger: ledgerOn({ ...platform, items }, table), store: ledgerStore(items, table) });
});
