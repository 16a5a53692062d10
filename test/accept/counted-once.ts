import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { putIntoQueue, readDisk, startLiftline } from '../load/liftline.ts';
import { readUntil, skiersByDay, verticals } from '../load/read-until.ts';
import { mixedLoad } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';
import { ROOT } from '../load/server.ts';
import { type AcceptanceLine, finding } from './line.ts';

const SCANS = 200_000;
const CONNECTIONS = 32;
const SEED = 2022;

/** No retry will ever make one of these a ride; and how many scans each is said to carry, one where it does not say. */
const POISON = new Map([
  ['', 1],
  ['no JSON', 1],
  ['[[[[]]]]', 1],
  ['{"schema":1,"rides":[{"resortID":0}]}', 1],
  ['{"schema":2,"rides":[{"resortID":1},{"resortID":2}]}', 2],
]);
const POISONED_SCANS = [...POISON.values()].reduce((sum, scans) => sum + scans, 0);

export const countedOnce: AcceptanceLine = {
  name: 'counted-once',
  says: '200,000 scans, single and in batches, many twice, with a SIGKILL and poison in the middle, are each counted once',
  async *check(folder) {
    mkdirSync(folder);
    const data = join(folder, 'data');
    let system = await startLiftline(data);

    try {
      const load = await sendScans({ target: () => system, scans: interrupted(), connections: CONNECTIONS });
      const scans = [...load.sent.values()];
      const reading = { target: system, connections: CONNECTIONS, secondsMax: 120 };
      const days = await readUntil({ ...reading, expected: verticals(scans) });
      const skiers = await readUntil({ ...reading, expected: skiersByDay(scans) });
      const printed = recount(data);
      await system.stop();
      const disk = readDisk(data);
      const missing = [...load.acknowledged].filter((name) => !disk.rides.has(name));

      yield finding(load.answered === SCANS, 'scans acknowledged', load.answered);
      yield finding(load.failures.length === 0, 'requests given up', load.failures.join('; ') || 0);
      yield finding(load.retries > 0, 'scans sent again', load.retries);
      yield finding(load.acknowledged.size === load.sent.size, 'distinct scans acknowledged', load.acknowledged.size);
      yield finding(disk.rides.size === load.acknowledged.size, 'rides stored', disk.rides.size);
      yield finding(missing.length === 0, 'acknowledged and not stored', missing.length);
      yield finding(days.wrong.length === 0, `skier's days with another vertical, of ${days.paths}`, days.wrong.length);
      yield finding(
        skiers.wrong.length === 0,
        `resort's days with other skiers, of ${skiers.paths}`,
        skiers.wrong.join('; ') || 0,
      );
      yield finding(disk.waiting + disk.unseen === 0, 'left in queue and stream', disk.waiting + disk.unseen);
      yield finding(disk.deadLetters === POISON.size, `dead letters, of ${POISON.size} put in`, disk.deadLetters);

      const [received = 0, stored, repeated = 0, parked] = balanceOf(printed);
      yield finding(true, 'npm run recount -- --all', `\n${printed.trimEnd()}`);
      yield finding(stored === disk.rides.size, 'stored, as it printed', stored ?? 'nothing');
      yield finding(parked === POISONED_SCANS, `parked, of ${POISONED_SCANS} put in`, parked ?? 'nothing');
      // A message whose answer was lost was sent again, and is one more of which every scan was repeated.
      const taken = [load.answered, load.answered + load.retries].map((scans) => scans + POISONED_SCANS);
      yield finding(
        received >= Number(taken[0]) && received <= Number(taken[1]),
        `messages' scans, ${taken.join(' to ')}`,
        received,
      );
      yield finding(received === Number(stored) + repeated + Number(parked), 'of them repeated', repeated);
    } finally {
      await system.kill();
    }

    function* interrupted() {
      let scans = 0;
      for (const posting of mixedLoad({ seed: SEED, count: SCANS })) {
        const before = scans;
        scans += Array.isArray(posting) ? posting.length : 1;
        if (before < SCANS / 2 && scans >= SCANS / 2) void restartPoisoned();
        yield posting;
      }
    }

    async function restartPoisoned(): Promise<void> {
      await system.kill();
      putIntoQueue(data, [...POISON.keys()]);
      system = await startLiftline(data);
    }
  },
};

/** What the command says of a running system; it fails where a day differed or the balance does not add up. */
function recount(data: string): string {
  const args = ['run', '--silent', 'recount', '--', '--all', '--data', data];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`recount ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

function balanceOf(printed: string): number[] {
  const balance = /^messages' scans (\d+) = stored (\d+) \+ repeated (\d+) \+ parked (\d+)$/m.exec(printed);
  return (balance ?? []).slice(1).map(Number);
}
