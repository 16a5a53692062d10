import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { startEmbedded } from '../../lib/local/embedded.ts';
import { fakeLog } from '../fakes/log.ts';
import { sendRandomMoney } from '../fakes/random-money.ts';
import { type AcceptanceLine, finding } from './line.ts';

const OPERATIONS = Number(process.env['OPERATIONS'] ?? 1_000_000);
const CLIENTS = 16;
const SEED = 6;

export const millionOperations: AcceptanceLine = {
  name: 'million-operations',
  says: `${OPERATIONS.toLocaleString('en')} random money operations of ${CLIENTS} clients at once, with retries and duplicates over a store that loses answers, leave nothing that differs`,
  async *check(folder) {
    mkdirSync(folder);
    // Nothing of the embedded system keeps a process alive that waits for its end.
    const alive = setInterval(() => undefined, 60_000);
    const embedded = await startEmbedded({
      ...{ port: 0, data: join(folder, 'data'), open: false, log: fakeLog() },
      onFailed: (cause) => {
        throw cause;
      },
    });
    try {
      const { items } = embedded.cloud.platform;
      const money = { items, guests: 1_000, operations: OPERATIONS, clients: CLIENTS, seed: SEED };
      const { bank, applied, refused, repeated, lost, contradicted } = await sendRandomMoney(money);
      const { clock } = bank;
      clock.advance(1);
      const timers = {
        sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
      };
      const ledger = ledgerScan({ items, timers, table: 'ledger' });
      const { compared, differences } = await reconcile({ ledger, clock, timers, settleMs: 0 });

      yield finding(applied > 0, 'applied', applied);
      yield finding(refused > 0, 'refused', refused);
      yield finding(repeated > 0, 'sent again though they were answered', repeated);
      yield finding(contradicted.length === 0, 'answered in two ways', contradicted.slice(0, 5).join('; ') || 0);
      yield finding(lost > 0, 'writes whose answer was lost', lost);
      yield finding(compared.entries > applied / 2, 'entries compared', compared.entries);
      yield finding(compared.still === compared.shards, 'shards compared to the cent', compared.still);
      yield finding(differences.size === 0, 'differences', [...differences].slice(0, 5).join('; ') || 0);
    } finally {
      await embedded.close();
      clearInterval(alive);
    }
  },
};
