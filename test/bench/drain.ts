import { join } from 'node:path';
import { openConnection } from '../load/connection.ts';
import { startLiftline } from '../load/liftline.ts';
import { readDays } from '../load/read-days.ts';
import { dayPathOf, type Scan } from '../load/scan.ts';
import { sendScans, type Target } from '../load/send-scans.ts';
import { spread, table } from './figures.ts';
import { CONNECTIONS } from './wrk.ts';

interface Drain {
  readonly burstSeconds: number;
  /** Scans that were acknowledged and not yet readable when the burst ended. */
  readonly backlog: number;
  /** From the last acknowledgement until everything was readable. */
  readonly secondsToEmpty: number;
}

/** One scan a skier, in the order of their numbers, so that how far the worker has come is a number, too. */
const BURST = 50_000;
/** With less than this waiting, the time to empty is that of one batch, and its quotient says nothing. */
const BACKLOG_MIN = 1_000;

/** From queue to table: how much waits when a burst ends, and how fast that becomes readable once nothing more comes. */
export async function measureDrain({ rounds, folder }: { rounds: number; folder: string }): Promise<Drain[]> {
  const drains: Drain[] = [];
  for (let round = 1; round <= rounds; round++) {
    const server = await startLiftline(join(folder, `drain-${round}`));
    try {
      drains.push(await drainOneBurst(server));
    } finally {
      await server.kill();
    }
  }
  return drains;
}

export function drainTable(drains: readonly Drain[]): string {
  const lagging = drains.filter(({ backlog }) => backlog >= BACKLOG_MIN);
  return table(
    ['drain', 'captured/s', 'waiting when the burst ends', 'seconds to empty', 'drained/s', 'captured and stored/s'],
    [
      [
        `liftline, burst of ${BURST.toLocaleString('en')}`,
        spread(drains.map((drain) => BURST / drain.burstSeconds)),
        spread(drains.map((drain) => drain.backlog)),
        spread(
          drains.map((drain) => drain.secondsToEmpty),
          2,
        ),
        lagging.length === 0 ? 'kept up' : spread(lagging.map((drain) => drain.backlog / drain.secondsToEmpty)),
        spread(drains.map((drain) => BURST / (drain.burstSeconds + drain.secondsToEmpty))),
      ],
    ],
  );
}

async function drainOneBurst(target: Target): Promise<Drain> {
  const burst = Array.from({ length: BURST }, (_, i) => scanOf(i + 1));
  const { seconds } = await sendScans({ target: () => target, scans: burst, connections: CONNECTIONS });

  const ended = performance.now();
  const stored = await frontier(target);
  // The last scans of every connection: what came before them in the queue is stored before them.
  await readDays({ target, scans: burst.slice(-CONNECTIONS), connections: 1, secondsMax: 60 });
  const secondsToEmpty = (performance.now() - ended) / 1_000;
  return { burstSeconds: seconds, backlog: BURST - stored, secondsToEmpty };
}

/** The highest skier whose scan is readable, by halving. */
async function frontier({ port, token }: Target): Promise<number> {
  const connection = openConnection(port);
  let [stored, missing] = [0, BURST + 1];
  while (missing - stored > 1) {
    const middle = (stored + missing) >> 1;
    const reply = await connection.request(
      `GET ${dayPathOf(scanOf(middle))} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    if (reply.kind === 'answer' && reply.status === 200) stored = middle;
    else missing = middle;
  }
  connection.close();
  return stored;
}

function scanOf(skierID: number): Scan {
  return { resortID: 1, seasonID: '2022', dayID: 1, skierID, time: 60, liftID: 1 };
}
