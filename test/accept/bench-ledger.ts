import { mkdirSync } from 'node:fs';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { ledgerTable, measureLedger } from '../bench/ledger.ts';
import type { LedgerLoadName } from '../bench/ledger-loads.ts';
import { ratios } from '../bench/rounds.ts';
import { type AcceptanceLine, type Finding, finding } from './line.ts';

const ROUNDS = 5;
const POSTGRESQL = 'fastify + PostgreSQL, five statements';

export const benchDeposits: AcceptanceLine = {
  name: 'bench-deposits',
  says: 'deposits and balances are several times those of fastify with PostgreSQL, on one account most of all',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    yield await timesPostgreSQL('deposit', { folder, timesMin: 2.5 });
    yield await timesPostgreSQL('hot deposit', { folder, timesMin: 8 });
    yield await timesPostgreSQL('balance', { folder, timesMin: 2.5 });
  },
};

/** A mixed load need not do more than this, whatever the machine. */
const ENOUGH_A_SECOND = 10_000;

export const benchLedger: AcceptanceLine = {
  name: 'bench-ledger',
  says: 'transfers and statements are more than those of fastify with PostgreSQL, and a mixed load near a bare server’s',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    yield await timesPostgreSQL('transfer', { folder, timesMin: 2.5 });
    yield await timesPostgreSQL('statement of 50', { folder, timesMin: 1.2 });
    yield await mixedBusiness(folder);
  },
};

async function timesPostgreSQL(load: LedgerLoadName, { folder, timesMin }: Wanted): Promise<Finding> {
  const measured = await measureLedger({ load, contestants: ['liftline', POSTGRESQL], rounds: ROUNDS, folder });
  process.stdout.write(ledgerTable(load, measured));
  const times = ratios(measured, 'liftline', POSTGRESQL);
  const what = `${load}: times fastify + PostgreSQL, at least ${timesMin}`;
  return finding(median(times) >= timesMin, what, spread(times, 2));
}

interface Wanted {
  readonly folder: string;
  readonly timesMin: number;
}

async function mixedBusiness(folder: string): Promise<Finding> {
  const contestants = ['liftline', 'do nothing'] as const;
  const measured = await measureLedger({ load: 'mixed', contestants, rounds: ROUNDS, folder });
  process.stdout.write(ledgerTable('mixed', measured));
  const [ours = [], bare = []] = contestants.map((name) => measured.get(name)?.map(({ perSecond }) => perSecond));
  const wanted = Math.min(ENOUGH_A_SECOND, 0.3 * median(bare));
  const what = `mixed: operations a second, at least the lesser of 10,000 and 0.3 × the do-nothing server, ${Math.round(wanted)}`;
  return finding(median(ours) >= wanted, what, spread(ours));
}
