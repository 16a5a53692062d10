import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { CreateWithdrawal } from './contract.transfers.ts';
import { createWithdrawal } from './create-withdrawal.ts';
import { ledgerOn } from './ledger.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(CreateWithdrawal, (platform) =>
  createWithdrawal({ ledger: ledgerOn({ ...platform, items: dynamoItems(platform) }, env.LEDGER_TABLE_NAME) }),
);
