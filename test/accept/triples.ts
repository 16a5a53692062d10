import { tryTriples } from '../access/triples.ts';
import { type AcceptanceLine, finding } from './line.ts';

const TRIPLES = 1_000_000;
const SEED = 6;

export const triples: AcceptanceLine = {
  name: 'triples',
  says: '1,000,000 generated triples of person, operation and thing: no foreign read or write, no answer that tells one from nothing',
  async *check() {
    const { count, wrong } = await tryTriples({ count: TRIPLES, seed: SEED });

    for (const [expectation, tried] of Object.entries(count)) yield finding(tried > 0, expectation, tried);
    yield finding(wrong.length === 0, 'answered otherwise', wrong.join('; ') || 0);
  },
};
