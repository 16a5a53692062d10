import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sendHostileTokens } from '../access/send-hostile-tokens.ts';
import { type AcceptanceLine, finding } from './line.ts';

const TOKENS = 100_000;
const SEED = 4;

export const hostileTokens: AcceptanceLine = {
  name: 'hostile-tokens',
  says: '100,000 hostile tokens are each answered 401, or 431 beyond the size of headers, as a problem; none is logged',
  async *check(folder) {
    mkdirSync(folder);

    const { sent, wrong, logged, good } = await sendHostileTokens({
      data: join(folder, 'data'),
      count: TOKENS,
      seed: SEED,
    });

    for (const [what, count] of sent) yield finding(true, what, count);
    yield finding(wrong.length === 0, 'answered otherwise', wrong.join('; ') || 0);
    yield finding(logged.length === 0, 'tokens or parts of them in the log', logged.slice(0, 5).join('; ') || 0);
    yield finding(
      good.every((status) => status === 200),
      'a good token, before and after',
      good.join(' and '),
    );
  },
};
