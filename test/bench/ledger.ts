import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deposit, openAccounts, openHouse, totalOf } from '../load/accounts.ts';
import { startLiftline } from '../load/liftline.ts';
import type { Server } from '../load/server.ts';
import { startBaseline } from './baselines.ts';
import { cpuMicroseconds, cpuMicrosecondsOfFamily } from './figures.ts';
import { AMOUNT, type Contestant, FUNDS, type LedgerLoadName, loadNamed } from './ledger-loads.ts';
import { type Database, startPostgreSQL } from './postgresql.ts';
import { comparisonTable, inRounds, MEASURED_SECONDS, type Rounds, type Run, WARM_SECONDS } from './rounds.ts';
import { CONNECTIONS, runWrk } from './wrk.ts';

/** Money moved, or looked at, over HTTP; after each turn the accounts are asked whether all of it arrived. */
export async function measureLedger(options: LedgerOptions): Promise<Rounds<Contestant>> {
  const { load, contestants, rounds, folder } = options;
  const database = await startPostgreSQL(join(folder, `postgresql-${load.replaceAll(' ', '-')}`));
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
  readonly load: LedgerLoadName;
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
  const onPostgreSQL = (deposits: string) =>
    startBaseline('fastify-postgresql', { folder, env: { DATABASE_URL: database.url, DEPOSIT: deposits } });
  const start: Record<Contestant, () => Promise<Server>> = {
    liftline: () => startLiftline(join(folder, `${load}-${round}`)),
    'fastify + PostgreSQL, five statements': () => onPostgreSQL('five statements'),
    'fastify + PostgreSQL, one statement': () => onPostgreSQL('one statement'),
    'do nothing': () => startBaseline('do-nothing', { folder }),
  };
  const server = await start[contestant]();

  try {
    const { script, accounts: count, asked = count, deposits = 0, explains } = loadNamed(load);
    const keepsAccounts = contestant !== 'do nothing';
    const ids = keepsAccounts
      ? await openAccounts(server, { count, connections: CONNECTIONS })
      : Array.from({ length: count }, () => crypto.randomUUID());
    if (keepsAccounts) await deposit(server, { ids, amount: FUNDS, times: deposits, connections: CONNECTIONS });
    const list = join(folder, 'accounts');
    writeFileSync(list, ids.slice(0, asked).join('\n'));
    const settings = {
      ACCOUNTS: list,
      AMOUNT: String(AMOUNT),
      HOUSE: contestant === 'liftline' ? await openHouse(server) : crypto.randomUUID(),
      MONTH: new Date().toISOString().slice(0, 7),
    };
    const run = (seed: number, seconds: number) => runWrk({ target: server, script, seed, seconds, settings });

    const warm = await run(round, WARM_SECONDS);
    const [before, behindBefore] = [cpuMicroseconds(server.pid), cpuMicrosecondsOfFamily(database.pid)];
    const measured = await run(1_000 + round, MEASURED_SECONDS);
    const cpu = (cpuMicroseconds(server.pid) - before) / measured.requests;
    const cpuBehind = (cpuMicrosecondsOfFamily(database.pid) - behindBefore) / measured.requests;

    if (keepsAccounts) {
      const acknowledged = warm.requests + measured.requests;
      // What `wrk` has cut off may still be done, and accounts are read one by one.
      await sleep(SETTLED_MS);
      const { balance, version } = await totalOf(server, { ids, connections: CONNECTIONS });
      const made = { balance: balance - count * deposits * FUNDS, version: version - count * deposits };
      if (!explains(acknowledged, made)) {
        throw new Error(`${load}: ${acknowledged} requests were acknowledged, and made ${JSON.stringify(made)}.`);
      }
    }
    const { perSecond, p50, p99 } = measured;
    return { perSecond, p50, p99, cpu, ...(contestant.startsWith('fastify') && { cpuBehind }) };
  } finally {
    await server.kill();
  }
}

/** A request is answered within some 50 ms; this is on the safe side. */
const SETTLED_MS = 1_000;

export function ledgerTable(load: LedgerLoadName, measured: Rounds<Contestant>): string {
  return comparisonTable(measured, { columns: [load, 'requests/s'], behind: 'database', ours: ['liftline'] });
}
