import { expect, test } from 'vitest';
import { ListResorts } from '../../lambdas/rides/contract.ts';
import { listResorts } from '../../lambdas/rides/list-resorts.ts';
import { fakeCall } from '../fakes/call.ts';

test('names each resort of the group once, as the contract says', async () => {
  const answer = await listResorts()({ params: undefined, query: undefined, body: undefined }, fakeCall());

  const { resorts } = ListResorts.answers[200].parse('body' in answer && answer.body);
  expect(resorts).toHaveLength(10);
  expect(new Set(resorts.map(({ resortID }) => resortID)).size).toBe(10);
});
