import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts, totalOf } from '../load/accounts.ts';
import { startLiftline } from '../load/liftline.ts';
import type { Server } from '../load/server.ts';
import { startBaseline } from './baselines.ts';
import { cpuMicroseconds, cpuMicrosecondsOfFamily } from './figures.ts';
import { type Database, startPostgreSQL } from './postgresql.ts';
import { comparisonTable, inRounds, MEASURED_SECONDS, type Rounds, type Run, WARM_SECONDS } from './rounds.ts';
import { CONNECTIONS, runWrk } from './wrk.ts';

/** All on the same 10,000 accounts; the hot one is the first of them. */
const loads = {
  deposit: { script: 'deposit.lua', accounts: 10_000 },
  'hot deposit': { script: 'deposit.lua', accounts: 1 },
  balance: { script: 'balance.lua', accounts: 10_000 },
} as const;

export type LedgerLoad = keyof typeof loads;

export const ledgerContestants = [
  'liftline',
  'fastify + PostgreSQL, five statements',
  'fastify + PostgreSQL, one statement',
  'do nothing',
] as const;
type Contestant = (typeof ledgerContestants)[number];

const ACCOUNTS = 10_000;
/** In minor units. */
const AMOUNT = 250;

/** Money moved, or looked at, over HTTP; after each turn the accounts are asked whether all of it arrived. */
export async function measureLedger({ load, contestants, rounds, folder }: LedgerOptions): Promise<Rounds<Contestant>> {
  const database = await startPostgreSQL(join(folder, `postgresql-${load}`));
  try {
    return await inRounds({
      name: load,
      contestants,
      rounds,
      takeTurn: (contestant, round) => takeTurn({ load, contestant, round, folder, database }),
    });
  } finally {
    await database.stop();
  }
}

interface LedgerOptions {
  readonly load: LedgerLoad;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly folder: string;
}

interface Turn extends Omit<LedgerOptions, 'contestants' | 'rounds'> {
  readonly contestant: Contestant;
  readonly round: number;
  readonly database: Database;
}

async function takeTurn({ load, contestant, round, folder, database }: Turn): Promise<Run> {
  const onPostgreSQL = (deposit: string) =>
    startBaseline('fastify-postgresql', { folder, env: { DATABASE_URL: database.url, DEPOSIT: deposit } });
  const start: Record<Contestant, () => Promise<Server>> = {
    liftline: () => startLiftline(join(folder, `${load}-${round}`)),
    'fastify + PostgreSQL, five statements': () => onPostgreSQL('five statements'),
    'fastify + PostgreSQL, one statement': () => onPostgreSQL('one statement'),
    'do nothing': () => startBaseline('do-nothing', { folder }),
  };
  const server = await start[contestant]();

  try {
    const keepsAccounts = contestant !== 'do nothing';
    const ids = keepsAccounts
      ? await openAccounts(server, { count: ACCOUNTS, connections: CONNECTIONS })
      : Array.from({ length: ACCOUNTS }, () => crypto.randomUUID());
    const list = join(folder, 'accounts');
    writeFileSync(list, ids.slice(0, loads[load].accounts).join('\n'));
    const run = (seed: number, seconds: number) =>
      runWrk({
        target: server,
        script: loads[load].script,
        seed,
        seconds,
        settings: { ACCOUNTS: list, AMOUNT: String(AMOUNT) },
      });

    const warm = await run(round, WARM_SECONDS);
    const [before, behindBefore] = [cpuMicroseconds(server.pid), cpuMicrosecondsOfFamily(database.pid)];
    const measured = await run(1_000 + round, MEASURED_SECONDS);
    const cpu = (cpuMicroseconds(server.pid) - before) / measured.requests;
    const cpuBehind = (cpuMicrosecondsOfFamily(database.pid) - behindBefore) / measured.requests;

    if (keepsAccounts) {
      const acknowledged = load === 'balance' ? 0 : warm.requests + measured.requests;
      await assertAllArrived({ server, ids, acknowledged, inFlightMax: load === 'balance' ? 0 : 2 * CONNECTIONS });
    }
    const { perSecond, p50, p99 } = measured;
    return { perSecond, p50, p99, cpu, ...(contestant.startsWith('fastify') && { cpuBehind }) };
  } finally {
    await server.kill();
  }
}

/** Every acknowledged deposit once, and at most those besides whose answers wrk did not wait for when its time was up. */
async function assertAllArrived({ server, ids, acknowledged, inFlightMax }: Arrival): Promise<void> {
  const { balance, version } = await totalOf(server, { ids, connections: CONNECTIONS });
  if (balance === version * AMOUNT && version >= acknowledged && version <= acknowledged + inFlightMax) return;
  throw new Error(
    `${acknowledged} deposits of ${AMOUNT} were acknowledged; the accounts have ${version} and ${balance}.`,
  );
}

interface Arrival {
  readonly server: Server;
  readonly ids: readonly string[];
  readonly acknowledged: number;
  readonly inFlightMax: number;
}

export function ledgerTable(load: LedgerLoad, measured: Rounds<Contestant>): string {
  return comparisonTable(measured, { columns: [load, 'requests/s'], behind: 'database', ours: ['liftline'] });
}
