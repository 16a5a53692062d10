import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDisk, startLiftline } from '../load/liftline.ts';
import { readUntil, verticals } from '../load/read-until.ts';
import { courseLoad, type Scan } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';
import { type AcceptanceLine, type Finding, finding } from './line.ts';

const SCANS = 200_000;
const CONNECTIONS = 32;
const SEED = 2022;

export const courseLoadStored: AcceptanceLine = {
  name: 'course-load',
  says: "200,000 scans of the course's load from 32 connections are answered 201, and the rides stored are those sent",
  check: (folder) => sendCourseLoad(folder, { killed: false }),
};

/** Sends the load, kills and restarts the system in the middle if asked to, and compares what is stored with what was sent. */
export async function* sendCourseLoad(folder: string, { killed }: { killed: boolean }): AsyncGenerator<Finding> {
  mkdirSync(folder);
  const data = join(folder, 'data');
  let system = await startLiftline(data);

  try {
    const load = await sendScans({ target: () => system, scans: halves(), connections: CONNECTIONS });
    const read = await readUntil({
      target: system,
      expected: verticals(load.sent.values()),
      connections: CONNECTIONS,
      secondsMax: 120,
    });
    await system.stop();
    const disk = readDisk(data);
    const missing = [...load.acknowledged].filter((name) => !disk.rides.has(name));
    const invented = [...disk.rides].filter((name) => !load.sent.has(name));

    yield finding(load.answered === SCANS, 'scans answered 201', load.answered);
    yield finding(load.failures.length === 0, 'scans given up', load.failures.join('; ') || 0);
    yield finding(killed === load.retries > 0, 'scans sent again', load.retries);
    yield finding(true, 'scans a second', Math.round(SCANS / load.seconds));
    yield finding(load.acknowledged.size === load.sent.size, 'distinct scans sent', load.sent.size);
    yield finding(disk.rides.size === load.sent.size, 'rides stored', disk.rides.size);
    yield finding(missing.length === 0, 'acknowledged and not stored', missing.length);
    yield finding(invented.length === 0, 'stored and never sent', invented.length);
    yield finding(
      disk.waiting + disk.deadLetters === 0,
      'messages left in the queues',
      disk.waiting + disk.deadLetters,
    );
    yield finding(
      read.wrong.length === 0,
      `skier's days read with another vertical, of ${read.paths}`,
      read.wrong.length,
    );
    yield finding(true, 'seconds of reading, the rest of the draining included', read.seconds.toFixed(1));
  } finally {
    await system.kill();
  }

  function* halves(): Generator<Scan, void> {
    const scans = [...courseLoad({ seed: SEED, count: SCANS })];
    yield* scans.slice(0, SCANS / 2);
    if (killed) void restart();
    yield* scans.slice(SCANS / 2);
  }

  async function restart(): Promise<void> {
    await system.kill();
    system = await startLiftline(data);
  }
}
