import { expect, test } from 'vitest';
import type { RequestHead } from '#platform/http.ts';
import { bearers, staffOnLoopback } from '../../lib/local/gateway/authenticate.ts';
import { fakeClock } from '../fakes/clock.ts';

const principal = { sub: 'gate-1', scopes: new Set<never>() };
const headWith = (name: string, value: string): RequestHead => ({
  method: 'GET',
  path: '/',
  query: '',
  headers: new Map([[name, [value]]]),
});

test('a token is verified once, and again when it has expired', async () => {
  const clock = fakeClock();
  const asked: string[] = [];
  const authenticate = bearers({
    clock,
    verify: async (token) => {
      asked.push(token);
      return { principal, expiresAt: clock.now() / 1_000 + 60 };
    },
  });
  const head = headWith('authorization', 'Bearer good');

  const known = [await authenticate(head), await authenticate(head)];
  clock.advance(60_000);
  await authenticate(head);

  expect(known).toEqual([principal, principal]);
  expect(asked).toEqual(['good', 'good']);
});

test('a token that is not good is verified each time, and nobody calls', async () => {
  let asked = 0;
  const authenticate = bearers({
    clock: fakeClock(),
    verify: async () => {
      asked += 1;
      return undefined;
    },
  });
  const head = headWith('authorization', 'Bearer bad');

  expect([await authenticate(head), await authenticate(head)]).toEqual([undefined, undefined]);
  expect(asked).toBe(2);
});

test('without a token nobody is asked for', () => {
  const authenticate = bearers({ clock: fakeClock(), verify: () => Promise.reject(new Error('asked')) });

  expect(authenticate(headWith('authorization', 'Basic good'))).toBeUndefined();
});

test.each([
  ['127.0.0.1:8080', 'staff'],
  ['localhost', 'staff'],
  ['[::1]:80', 'staff'],
  ['attacker.example:8080', undefined],
  ['127.0.0.1.attacker.example', undefined],
])('with --open, %s is %s', async (host, sub) => {
  expect((await staffOnLoopback(headWith('host', host)))?.sub).toBe(sub);
});
