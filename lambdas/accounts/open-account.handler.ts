import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { OpenAccount } from './contract.ts';
import { openAccount } from './open-account.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1), IDEMPOTENCY_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(OpenAccount, (platform) =>
  openAccount(
    { ...platform, items: dynamoItems(platform) },
    { ledger: env.LEDGER_TABLE_NAME, idempotency: env.IDEMPOTENCY_TABLE_NAME },
  ),
);
