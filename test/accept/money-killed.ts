import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { moneyUnderKills } from '../load/money-under-kills.ts';
import { type AcceptanceLine, finding } from './line.ts';

const KILLS = 50;
const SEED = 5;

export const moneyKilled: AcceptanceLine = {
  name: 'money-killed',
  says: `a system killed at ${KILLS} random moments under load moves money exactly once for clients that retry with their keys`,
  async *check(folder) {
    mkdirSync(folder);

    const { answered, refused, retries, wrong } = await moneyUnderKills({
      data: join(folder, 'data'),
      kills: KILLS,
      seed: SEED,
    });

    yield finding(answered > 0, 'movements answered', answered);
    yield finding(refused > 0, 'of them refused', refused);
    yield finding(retries >= KILLS, 'sent again', retries);
    yield finding(wrong.length === 0, 'lost, twice, or not in balance', wrong.slice(0, 5).join('; ') || 0);
  },
};
