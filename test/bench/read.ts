import { join } from 'node:path';
import { startLiftline } from '../load/liftline.ts';
import { readUntil, skiersByDay, verticals } from '../load/read-until.ts';
import type { Scan } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';
import { cpuMicroseconds, spread, table } from './figures.ts';
import { CONNECTIONS, type Load, runWrk } from './wrk.ts';

/** A resort's season: 500 skiers × 20 days × 20 rides = 200,000 rides. */
const SKIERS = 500;
const DAYS = 20;
const RIDES_A_DAY = 20;
const SCANS_A_BATCH = 500;
const MEASURED_SECONDS = 5;

/** Nothing is summed beforehand but the skiers of a day: verticals are Queries over the rides at each request. */
const reads = {
  "skier's day, 20 rides": { path: '/skiers/1/seasons/2022/days/1/skiers/%d', max: SKIERS },
  "skier's season, 400 rides": { path: '/skiers/%d/vertical?resort=1&season=2022', max: SKIERS },
  'skiers of a day': { path: '/resorts/1/seasons/2022/day/%d/skiers', max: DAYS },
} as const;

type Read = keyof typeof reads;
type Run = Load & { readonly cpuMicroseconds: number };

export async function measureReads({ rounds, folder }: { rounds: number; folder: string }): Promise<ReadRounds> {
  const measured: ReadRounds = { "skier's day, 20 rides": [], "skier's season, 400 rides": [], 'skiers of a day': [] };
  const server = await startLiftline(join(folder, 'read'));
  try {
    const load = await sendScans({ target: () => server, scans: season(), connections: CONNECTIONS });
    const scans = [...load.sent.values()];
    const expected = new Map([...verticals(scans), ...skiersByDay(scans)]);
    const { wrong } = await readUntil({ target: server, expected, connections: CONNECTIONS, secondsMax: 120 });
    if (load.failures.length + wrong.length > 0) throw new Error([...load.failures, ...wrong.slice(0, 10)].join('\n'));

    for (let round = 1; round <= rounds; round++) {
      for (const name of Object.keys(reads) as Read[]) {
        const before = cpuMicroseconds(server.pid);
        const load = await runWrk({
          target: server,
          script: 'read.lua',
          seed: round,
          seconds: MEASURED_SECONDS,
          settings: { READ_PATH: reads[name].path, READ_MAX: String(reads[name].max) },
        });
        measured[name].push({ ...load, cpuMicroseconds: (cpuMicroseconds(server.pid) - before) / load.requests });
      }
      process.stderr.write(`read: round ${round} of ${rounds}\n`);
    }
    return measured;
  } finally {
    await server.kill();
  }
}

type ReadRounds = Record<Read, Run[]>;

export function readTable(measured: ReadRounds): string {
  const columns = ['read', 'reads/s', 'p50 ms', 'p99 ms', 'CPU µs'];
  const rows = Object.entries(measured).map(([name, runs]) => [
    name,
    spread(runs.map((run) => run.perSecond)),
    spread(
      runs.map((run) => run.p50),
      1,
    ),
    spread(
      runs.map((run) => run.p99),
      1,
    ),
    spread(runs.map((run) => run.cpuMicroseconds)),
  ]);
  return table(columns, rows);
}

function* season(): Generator<Scan[], void> {
  let batch: Scan[] = [];
  for (let dayID = 1; dayID <= DAYS; dayID++) {
    for (let ride = 1; ride <= RIDES_A_DAY; ride++) {
      for (let skierID = 1; skierID <= SKIERS; skierID++) {
        batch.push({ resortID: 1, seasonID: '2022', dayID, skierID, time: ride * 15, liftID: ride });
        if (batch.length < SCANS_A_BATCH) continue;
        yield batch;
        batch = [];
      }
    }
  }
}
