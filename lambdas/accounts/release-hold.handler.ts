import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { ReleaseHold } from './contract.holds.ts';
import { ledgerOn } from './ledger.ts';
import { releaseHold } from './release-hold.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1), IDEMPOTENCY_TABLE_NAME: z.string().min(1) });

export const handler = httpHandler(ReleaseHold, (platform) => {
  const ports = { ...platform, items: dynamoItems(platform) };
  return releaseHold({ ledger: ledgerOn(ports, env.LEDGER_TABLE_NAME, env.IDEMPOTENCY_TABLE_NAME) });
});
