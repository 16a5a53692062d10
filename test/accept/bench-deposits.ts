import { mkdirSync } from 'node:fs';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { type LedgerLoad, ledgerTable, measureLedger } from '../bench/ledger.ts';
import { ratios } from '../bench/rounds.ts';
import { type AcceptanceLine, finding } from './line.ts';

const ROUNDS = 5;
const CONTESTANTS = ['liftline', 'fastify + PostgreSQL, five statements'] as const;
const TIMES_MIN: Readonly<Record<LedgerLoad, number>> = { deposit: 2.5, 'hot deposit': 8, balance: 2.5 };

export const benchDeposits: AcceptanceLine = {
  name: 'bench-deposits',
  says: 'deposits and balances are several times those of fastify with PostgreSQL, on one account most of all',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    for (const load of Object.keys(TIMES_MIN) as LedgerLoad[]) {
      const measured = await measureLedger({ load, contestants: CONTESTANTS, rounds: ROUNDS, folder });
      process.stdout.write(ledgerTable(load, measured));

      const times = ratios(measured, ...CONTESTANTS);
      const wanted = TIMES_MIN[load];
      yield finding(
        median(times) >= wanted,
        `${load}: times fastify + PostgreSQL, at least ${wanted}`,
        spread(times, 2),
      );
    }
  },
};
