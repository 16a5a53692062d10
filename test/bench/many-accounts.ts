import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from '../load/accounts.ts';
import { startLiftline } from '../load/liftline.ts';
import { seedAccounts } from '../load/seed-accounts.ts';
import { cpuMicroseconds, memoryPeakMiB, spread, table } from './figures.ts';
import { AMOUNT, FUNDS } from './ledger-loads.ts';
import { inRounds, MEASURED_SECONDS, type Rounds, type Run, ratios, WARM_SECONDS } from './rounds.ts';
import { runWrk } from './wrk.ts';

export const FEW = '10,000 accounts';
export const MANY = 'many accounts';

export interface ManyAccountsOptions {
  readonly rounds: number;
  readonly folder: string;
  /** How many are many. @default 1,000,000, or what the environment's ACCOUNTS says: 5,000,000 take some six minutes to seed */
  readonly accounts?: number;
}

export interface ManyAccounts {
  readonly accounts: number;
  readonly measured: Rounds<typeof FEW | typeof MANY>;
  /** The most that the process with many accounts has had in memory, in MiB, once a round. */
  readonly memory: readonly number[];
}

/**
 * The mixed load on a ledger of few accounts and on one of many, where nine of ten requests are about one tenth of them.
 * Each ledger is seeded once, and goes on through the rounds.
 */
export async function measureManyAccounts(options: ManyAccountsOptions): Promise<ManyAccounts> {
  const { rounds, folder, accounts = Number(process.env['ACCOUNTS'] ?? 1_000_000) } = options;
  const ledgers = new Map<string, Ledger>();
  for (const [name, count] of [
    [FEW, 10_000],
    [MANY, accounts],
  ] as const) {
    const data = join(folder, `ledger-of-${count}`);
    const list = `${data}.ids`;
    writeFileSync(list, (await seedAccounts({ data, count, amount: FUNDS })).join('\n'));
    ledgers.set(name, { data, list });
    process.stderr.write(`${count} accounts seeded\n`);
  }

  const memory: number[] = [];
  const measured = await inRounds({
    name: 'many accounts',
    contestants: [FEW, MANY],
    rounds,
    async takeTurn(contestant, round) {
      const { run, peak } = await takeTurn(ledgers.get(contestant) as Ledger, round);
      if (contestant === MANY) memory.push(peak);
      return run;
    },
  });
  return { accounts, measured, memory };
}

interface Ledger {
  readonly data: string;
  /** The file with the accounts' ids. */
  readonly list: string;
}

async function takeTurn({ data, list }: Ledger, round: number): Promise<{ run: Run; peak: number }> {
  const server = await startLiftline(data);
  try {
    const settings = {
      ...{ ACCOUNTS: list, AMOUNT: String(AMOUNT), SKEWED: 'yes' },
      ...{ HOUSE: await openHouse(server), MONTH: new Date().toISOString().slice(0, 7) },
    };
    const load = (seed: number, seconds: number) =>
      runWrk({ target: server, script: 'mixed.lua', seed, seconds, settings });
    await load(round, WARM_SECONDS);
    const before = cpuMicroseconds(server.pid);
    const { perSecond, p50, p99, requests } = await load(1_000 + round, MEASURED_SECONDS);
    const cpu = (cpuMicroseconds(server.pid) - before) / requests;
    return { run: { perSecond, p50, p99, cpu }, peak: memoryPeakMiB(server.pid) };
  } finally {
    await server.stop();
  }
}

export function manyAccountsTable({ accounts, measured, memory }: ManyAccounts): string {
  const rows = [...measured].map(([name, runs]) => [
    name === MANY ? `${accounts.toLocaleString('en')} accounts` : name,
    spread(runs.map(({ perSecond }) => perSecond)),
    spread(
      runs.map(({ p99 }) => p99),
      1,
    ),
    spread(runs.map(({ cpu }) => cpu)),
    name === MANY ? spread(memory) : '',
    name === MANY ? `× ${spread(ratios(measured, MANY, FEW), 2)}` : '',
  ]);
  return table(['mixed load on', 'requests/s', 'p99 ms', 'CPU µs', 'memory MiB', 'of 10,000 accounts'], rows);
}
