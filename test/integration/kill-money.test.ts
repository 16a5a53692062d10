import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { moneyUnderKills } from '../load/money-under-kills.ts';

const KILLS = 15;
/** Another seed draws other moments and other movements: `KILL_SEED=7 npm test`. */
const SEED = Number(process.env['KILL_SEED'] ?? 1);

it(`moves money exactly once, over ${KILLS} kills under load (seed ${SEED})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liftline-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  const { answered, refused, retries, wrong } = await moneyUnderKills({
    data: join(folder, 'data'),
    kills: KILLS,
    seed: SEED,
  });

  expect(wrong.slice(0, 5)).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  expect(retries).toBeGreaterThanOrEqual(KILLS);
});
