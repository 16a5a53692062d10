import { expect, test } from 'vitest';
import { tallyIn, tallyMemory } from '../../lib/local/gateway/tally.ts';

test('lets in as many as there is room for, whichever thread they come through, and another when one has left', () => {
  const memory = tallyMemory();
  const [here, there] = [tallyIn(memory), tallyIn(memory)];

  const first = [here.enter('rides:write', 2), there.enter('rides:write', 2), here.enter('rides:write', 2)];
  there.leave('rides:write');
  const next = [here.enter('rides:write', 2), there.enter('rides:write', 2)];

  expect(first).toEqual([true, true, false]);
  expect(next).toEqual([true, false]);
});

test('counts each by itself', () => {
  const tally = tallyIn(tallyMemory());
  tally.enter('rides:write', 1);

  expect([tally.enter('accounts:till', 1), tally.enter('connections', 1)]).toEqual([true, true]);
});
