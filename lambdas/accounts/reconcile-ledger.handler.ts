import * as z from 'zod';
import { YIELDING_SETTINGS } from '#platform/aws/client-settings.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { dynamoClient, dynamoItems } from '#platform/aws/items.ts';
import { scheduledHandler } from '#platform/aws/scheduled-handler.ts';
import { reconcileLedger, SETTLED_AFTER_MS } from './reconcile-ledger.ts';
import { ledgerScan } from './store.scan.ts';

const env = readEnv({ LEDGER_TABLE_NAME: z.string().min(1), LEDGER_ITEMS_PER_SECOND: z.coerce.number().positive() });

export const handler = scheduledHandler((platform) => {
  const from = { table: env.LEDGER_TABLE_NAME, itemsPerSecond: env.LEDGER_ITEMS_PER_SECOND };
  const ledger = ledgerScan({ ...platform, ...from, items: dynamoItems(platform, dynamoClient(YIELDING_SETTINGS)) });
  return reconcileLedger({ ...platform, ledger, settleMs: SETTLED_AFTER_MS });
});
