import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { usageKeys } from '#platform/aws/usage-keys.ts';
import { apiGateway } from '../../fakes/api-gateway.ts';

const till = 'q7r8s9t0u1v2w3x4y5z6a7b8c9';
const plans = new Map([
  [60, 'slow'],
  [600, 'fast'],
]);

let gateway: Awaited<ReturnType<typeof apiGateway>>;
beforeEach(async () => {
  gateway = await apiGateway([...plans.values()]);
});
afterEach(() => gateway.close());

it('puts a key of the program into the plan of its limit, and names it', async () => {
  const named = await keysOf('a1b2c3d4e5').hold(till, 600);

  expect([gateway.in('slow'), gateway.in('fast')]).toEqual([[], [named]]);
  expect(keysOf('a1b2c3d4e5').isHeldBy(named)).toBe(true);
});

it('names the same key when it is asked again, after a command that broke off or a limit that came back', async () => {
  const keys = keysOf('a1b2c3d4e5');

  const named = [await keys.hold(till, 600), await keys.hold(till, 60), await keys.hold(till, 600)];

  expect(named[2]).toBe(named[0]);
  expect([gateway.in('slow'), gateway.in('fast')]).toEqual([[named[1]], [named[0]]]);
});

it('makes another key for another API, because nobody has put the old one into its plans', async () => {
  const old = await keysOf('a1b2c3d4e5').hold(till, 600);

  const named = await keysOf('z9y8x7w6v5').hold(till, 600);

  expect(named).not.toBe(old);
  expect(keysOf('z9y8x7w6v5').isHeldBy(old)).toBe(false);
});

it('takes every key of a program away, and no other', async () => {
  const keys = keysOf('a1b2c3d4e5');
  await keys.hold(till, 60);
  await keys.hold(till, 600);
  const other = await keys.hold('another2another2another2aa', 60);

  await keys.release(till);
  await keys.release(till);

  expect([gateway.in('slow'), gateway.in('fast')]).toEqual([[other], []]);
});

it('makes no key for a limit that no plan has', async () => {
  await expect(keysOf('a1b2c3d4e5').hold(till, 61)).rejects.toThrow('No usage plan allows 61');
});

function keysOf(apiID: string) {
  return usageKeys({ apiID, plans }, new APIGatewayClient(gateway.settings));
}
