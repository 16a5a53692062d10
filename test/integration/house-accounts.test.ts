import { expect, test } from 'vitest';
import { bank } from '../fakes/bank.ts';

test('a house account is there for every currency, and for a currency that does not exist it is absent', async () => {
  const system = await bank();
  const absent = await system.request('GET', `/accounts/${'a'.repeat(26)}`);
  const expected = withoutIDs(await absent.json());

  for (const house of ['refunds-XTN', 'cash-ZZZ']) {
    for (const path of ['', '/address', '/transactions', '/holds']) {
      const answer = await system.request('GET', `/accounts/${house}${path}`);

      expect(withoutIDs(await answer.json()), `${house}${path}`).toEqual(expected);
    }
    const pay = { body: { from: system.accountID, to: house, amount: 1 }, key: house };
    expect((await system.request('POST', '/transfers', pay)).status).toBe(404);
  }
  expect((await system.request('GET', '/accounts/refunds-EUR')).status).toBe(200);
});

function withoutIDs(problem: unknown) {
  const { requestId: _r, instance: _i, ...rest } = problem as Record<string, unknown>;
  return rest;
}
