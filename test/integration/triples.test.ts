import { expect, it } from 'vitest';
import { tryTriples } from '../access/triples.ts';

const TRIPLES = 20_000;
/** Another seed draws others: `TRIPLES_SEED=7 npm test`. */
const SEED = Number(process.env['TRIPLES_SEED'] ?? 1);

it(`hides from everybody what is not theirs, in ${TRIPLES} triples of person, operation and thing (seed ${SEED})`, async () => {
  const { count, wrong } = await tryTriples({ count: TRIPLES, seed: SEED });

  expect(wrong).toEqual([]);
  expect(Object.values(count).every((each) => each > TRIPLES / 100)).toBe(true);
});
