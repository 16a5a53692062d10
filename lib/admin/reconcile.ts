import { parseArgs } from 'node:util';
import { type Reconciled, reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import type { Command, Surroundings, Terminal } from './command.ts';
import { PLACE_FLAGS, PLACE_USAGE, placeOf } from './place.ts';

/** Holds the ledger against itself, changes nothing, and exits with 1 where something differs. */
export const reconcileCommand: Command = {
  usage: `npm run reconcile -- ${PLACE_USAGE} [--ledger-table NAME]`,

  read(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { 'ledger-table': { type: 'string' }, ...PLACE_FLAGS },
    });
    const table = values['ledger-table'];
    if (table !== undefined && values.stage === undefined) {
      throw new Error('--ledger-table names a table on AWS, such as a restored one: give --stage, too.');
    }
    return { place: placeOf(values), run: (surroundings) => reconcileLedger(table, surroundings) };
  },
};

async function reconcileLedger(named: string | undefined, { system, terminal }: Surroundings): Promise<number> {
  const { items, clock, timers, tables, moneySettlesMs: settleMs } = system;
  const table = named ?? tables.ledger;
  const progress = progressBar(terminal);
  const shareOf = await system.scanProgress(table);
  try {
    const reconciled = await reconcile({
      ...{ ledger: ledgerScan({ items, timers, table }), clock, timers, settleMs },
      onPage(page) {
        terminal.signal.throwIfAborted();
        progress(shareOf(page));
      },
    });
    terminal.progress(PERCENT, PERCENT);
    for (const line of linesOf(reconciled)) terminal.print(line);
    return reconciled.differences.size > 0 ? 1 : 0;
  } catch (error) {
    if (!terminal.signal.aborted) throw error;
    terminal.print('stopped before the end, so nothing is known');
    return 2;
  }
}

const PERCENT = 100;

/** Where something differs it is looked at again, so a bar may begin anew. */
function progressBar({ progress }: Terminal): (share: number) => void {
  let shown = -1;
  return (share) => {
    const percent = Math.min(PERCENT - 1, Math.floor(share * PERCENT));
    if (percent !== shown) progress(percent, PERCENT);
    shown = percent;
  };
}

function linesOf({ compared, differences }: Reconciled): string[] {
  const { accounts, entries, transfers, shards, still, holds, currencies } = compared;
  return [
    `accounts ${accounts}, entries ${entries}, transfers ${transfers}, open holds ${holds}, currencies ${currencies}`,
    `shards ${shards}, of which ${still} stood still; the others were held against what moved meanwhile, too`,
    ...[...differences].map(([name, how]) => `${name}: ${how}`),
    `differences: ${differences.size}`,
  ];
}
