import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { readDisk, startLiftline } from '../load/liftline.ts';
import { between, seeded } from '../load/random.ts';
import { readUntil, verticals } from '../load/read-until.ts';
import { courseLoad } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';

const KILLS = 20;
/** Another seed draws other moments and other scans: `KILL_SEED=7 npm test`. */
const SEED = Number(process.env['KILL_SEED'] ?? 1);

it(`stores every acknowledged scan and none that was never sent, over ${KILLS} kills under load (seed ${SEED})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liftline-kill-'));
  const data = join(folder, 'data');
  const random = seeded(SEED);
  let system = await startLiftline(data);
  onTestFinished(async () => {
    await system.kill();
    rmSync(folder, { recursive: true });
  });

  const enough = new AbortController();
  const gates = sendScans({
    target: () => system,
    // Few skiers, so that their days are soon read; many scans of each.
    scans: courseLoad({ seed: SEED, skiers: 500 }),
    connections: 16,
    until: enough.signal,
  });
  for (let kill = 1; kill <= KILLS; kill++) {
    await sleep(between(random, 5, 300));
    await system.kill();
    system = await startLiftline(data);
  }
  enough.abort();
  const { sent, acknowledged, retries, failures } = await gates;
  const days = verticals(sent.values());
  const { wrong } = await readUntil({ target: system, expected: days, connections: 16, secondsMax: 20 });
  await system.stop();
  const { rides, waiting, deadLetters } = readDisk(data);

  expect({ failures, wrong: wrong.slice(0, 5), waiting, deadLetters }).toEqual({
    failures: [],
    wrong: [],
    waiting: 0,
    deadLetters: 0,
  });
  expect([...acknowledged].filter((name) => !rides.has(name))).toEqual([]);
  expect([...rides].filter((name) => !sent.has(name))).toEqual([]);
  expect(retries).toBeGreaterThanOrEqual(KILLS);
});
