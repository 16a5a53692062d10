import { join } from 'node:path';
import { startLiftline } from '../load/liftline.ts';
import { readDays } from '../load/read-days.ts';
import type { Scan } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';
import { cpuMicroseconds, spread, table } from './figures.ts';
import { CONNECTIONS, type Load, runWrk } from './wrk.ts';

/** As many skiers as read-day.lua draws from, with the rides of a full day each. */
const SKIERS = 2_000;
const RIDES_A_DAY = 20;
const MEASURED_SECONDS = 5;

type Run = Load & { readonly cpuMicroseconds: number };

/** The reader's day: the vertical of one skier's twenty rides, summed from the rides at each request. */
export async function measureReadDay({ rounds, folder }: { rounds: number; folder: string }): Promise<Run[]> {
  const server = await startLiftline(join(folder, 'read-day'));
  try {
    const { sent } = await sendScans({ target: () => server, scans: fullDays(), connections: CONNECTIONS });
    await readDays({ target: server, scans: sent.values(), connections: CONNECTIONS, secondsMax: 60 });

    const runs: Run[] = [];
    for (let round = 1; round <= rounds; round++) {
      const before = cpuMicroseconds(server.pid);
      const load = await runWrk({ target: server, script: 'read-day.lua', seed: round, seconds: MEASURED_SECONDS });
      runs.push({ ...load, cpuMicroseconds: (cpuMicroseconds(server.pid) - before) / load.requests });
    }
    return runs;
  } finally {
    await server.kill();
  }
}

export function readDayTable(runs: readonly Run[]): string {
  return table(
    ["reader's day", 'reads/s', 'p50 ms', 'p99 ms', 'CPU µs'],
    [
      [
        `liftline, ${RIDES_A_DAY} rides a day`,
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
      ],
    ],
  );
}

function* fullDays(): Generator<Scan, void> {
  for (let ride = 1; ride <= RIDES_A_DAY; ride++) {
    for (let skierID = 1; skierID <= SKIERS; skierID++) {
      yield { resortID: 1, seasonID: '2022', dayID: 1, skierID, time: ride * 15, liftID: ride };
    }
  }
}
