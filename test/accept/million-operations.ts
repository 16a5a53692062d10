import { setTimeout as sleep } from 'node:timers/promises';
import { reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { openCloudStorage } from '../../lib/local/cloud.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { checkpointInBackground } from '../../lib/local/storage/checkpoint.ts';
import { tables } from '../../lib/local/tables.ts';
import { sendRandomMoney } from '../fakes/random-money.ts';
import { type AcceptanceLine, finding } from './line.ts';

/** Fewer, for a first try: `OPERATIONS=5000 npm run accept -- million-operations`. */
const OPERATIONS = Number(process.env['OPERATIONS'] ?? 1_000_000);
const CLIENTS = 16;
const SEED = 6;

export const millionOperations: AcceptanceLine = {
  name: 'million-operations',
  says: `${OPERATIONS.toLocaleString('en')} random money operations of ${CLIENTS} clients at once, with retries and duplicates over a store that loses answers, leave nothing that differs`,
  async *check(folder) {
    // The tables alone: the commands live by a clock of their own, by which nothing has expired yet.
    const file = `${folder}.sqlite`;
    const storage = openCloudStorage({ file, onCommitFailed: fail });
    const endCheckpoints = checkpointInBackground(file, fail);
    const items = itemsEngine({ tables, rows: storage.table });

    const money = { items, guests: 1_000, operations: OPERATIONS, clients: CLIENTS, seed: SEED };
    const { bank, applied, refused, repeated, lost, contradicted } = await sendRandomMoney(money);
    const { clock } = bank;
    clock.advance(1);
    const ledger = ledgerScan({ items, timers: { sleep }, table: 'ledger' });
    const { compared, differences } = await reconcile({ ledger, clock, timers: { sleep }, settleMs: 0 });

    yield finding(applied > 0, 'applied', applied);
    yield finding(refused > 0, 'refused', refused);
    yield finding(repeated > 0, 'sent again though they were answered', repeated);
    yield finding(contradicted.length === 0, 'answered in two ways', contradicted.slice(0, 5).join('; ') || 0);
    yield finding(lost > 0, 'writes whose answer was lost', lost);
    yield finding(compared.entries > applied / 2, 'entries compared', compared.entries);
    yield finding(compared.still === compared.shards, 'shards compared to the cent', compared.still);
    yield finding(differences.size === 0, 'differences', [...differences].slice(0, 5).join('; ') || 0);
    storage.close();
    void endCheckpoints();
  },
};

function fail(cause: unknown): never {
  throw cause;
}
