import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { drainBurst } from '../bench/drain.ts';
import { courseLoad } from '../load/scan.ts';
import { type AcceptanceLine, finding } from './line.ts';

const SCANS = 200_000;
const SEED = 2022;
/** Until everything is worked off, in the time that the burst itself took. */
const TIMES_MAX = 3;

export const burstDrained: AcceptanceLine = {
  name: 'burst-drained',
  says: "after a burst of 200,000 single scans queue and view are empty within three times the burst's own time",
  async *check(folder) {
    mkdirSync(folder);
    const scans = courseLoad({ seed: SEED, count: SCANS });
    const { sent, backlog, secondsToEmpty } = await drainBurst({ data: join(folder, 'data'), scans });

    yield finding(sent.answered === SCANS, 'scans answered 201', sent.answered);
    yield finding(true, 'seconds of the burst', sent.seconds.toFixed(1));
    yield finding(true, 'messages in the queue when it ended', backlog);
    yield finding(secondsToEmpty <= TIMES_MAX * sent.seconds, 'seconds more to empty', secondsToEmpty.toFixed(1));
  },
};
