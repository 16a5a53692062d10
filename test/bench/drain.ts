import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLiftline, watchBacklog } from '../load/liftline.ts';
import type { Scan } from '../load/scan.ts';
import { type Sent, sendScans } from '../load/send-scans.ts';
import { spread, table } from './figures.ts';
import { CONNECTIONS } from './wrk.ts';

export interface Drain {
  readonly sent: Sent;
  /** Messages in the queue when the burst ended. */
  readonly backlog: number;
  /** From the last acknowledgement until queue and stream were empty: everything stored, and every skier counted. */
  readonly secondsToEmpty: number;
}

/** One scan a skier, so that the view has as much to do as it can have. */
const BURST = 50_000;
const SECONDS_MAX = 300;
const LOOK_EVERY_MS = 20;

/** From queue to table to view: how much waits when a burst ends, and how fast it is worked off once nothing more comes. */
export async function measureDrain({ rounds, folder }: { rounds: number; folder: string }): Promise<Drain[]> {
  const drains: Drain[] = [];
  for (let round = 1; round <= rounds; round++) {
    drains.push(await drainBurst({ data: join(folder, `drain-${round}`), scans: oneASkier(BURST) }));
  }
  return drains;
}

export function drainTable(drains: readonly Drain[]): string {
  return table(
    ['drain', 'captured/s', 'waiting when the burst ends', 'seconds to empty', 'captured, stored and counted/s'],
    [
      [
        `liftline, burst of ${BURST.toLocaleString('en')}`,
        spread(drains.map(({ sent }) => BURST / sent.seconds)),
        spread(drains.map(({ backlog }) => backlog)),
        spread(
          drains.map(({ secondsToEmpty }) => secondsToEmpty),
          2,
        ),
        spread(drains.map(({ sent, secondsToEmpty }) => BURST / (sent.seconds + secondsToEmpty))),
      ],
    ],
  );
}

/** Sends a burst of single scans to a system on an empty folder and waits until all of it is worked off. */
export async function drainBurst({ data, scans }: { data: string; scans: Iterable<Scan> }): Promise<Drain> {
  const server = await startLiftline(data);
  const backlog = watchBacklog(data);
  try {
    const sent = await sendScans({ target: () => server, scans, connections: CONNECTIONS });

    const ended = performance.now();
    const seconds = () => (performance.now() - ended) / 1_000;
    const { messages } = backlog.size();
    while (!backlog.isEmpty()) {
      if (seconds() > SECONDS_MAX) throw new Error(`After ${SECONDS_MAX} s: ${JSON.stringify(backlog.size())}`);
      await sleep(LOOK_EVERY_MS);
    }
    return { sent, backlog: messages, secondsToEmpty: seconds() };
  } finally {
    backlog.close();
    await server.kill();
  }
}

function* oneASkier(count: number): Generator<Scan, void> {
  for (let skierID = 1; skierID <= count; skierID++) {
    yield { resortID: 1, seasonID: '2022', dayID: 1, skierID, time: 60, liftID: 1 };
  }
}
