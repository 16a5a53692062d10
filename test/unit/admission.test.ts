import { describe, expect, test } from 'vitest';
import type { Operation } from '#platform/operation.ts';
import { type Admitted, admission } from '../../lib/local/gateway/admission.ts';
import { type RatePolicy, rateLimits } from '../../lib/local/gateway/rate-limits.ts';
import { fakeClock } from '../fakes/clock.ts';

describe('a compartment', () => {
  test('takes as many requests of one scope as it holds, and another when one has left', () => {
    const { ask } = admitting({ inFlightMax: 2 });

    const [first, second, third] = [ask('rides:write'), ask('rides:write'), ask('rides:write')];
    (first as Admitted).leave();
    const fourth = ask('rides:write');

    expect([first, second, third, fourth].map(({ kind }) => kind)).toEqual([
      'admitted',
      'admitted',
      'problem',
      'admitted',
    ]);
    expect(third).toMatchObject({ code: 'unavailable' });
  });

  test('leaves those of the other scopes as they are', () => {
    const { ask } = admitting({ inFlightMax: 1 });
    ask('rides:write');
    ask('rides:write');

    expect(ask('accounts:till').kind).toBe('admitted');
  });

  test('sends away to return at different times, from one to three seconds on', () => {
    const { ask, chance } = admitting({ inFlightMax: 0 });

    const after = [0, 0.34, 0.99].map((fraction) => {
      chance.fraction = fraction;
      return ask('rides:write');
    });

    expect(after.map((each) => each.kind === 'problem' && each.headers?.['retry-after'])).toEqual(['1', '2', '3']);
  });
});

describe('a principal beyond the limit', () => {
  test('is answered 429 with what is left and when to return, and takes no place', () => {
    const { ask } = admitting({ inFlightMax: 2, policy: { quota: 1, windowSeconds: 60 } });

    const [first, second] = [ask('rides:write'), ask('rides:write')];

    expect(first).toMatchObject({ kind: 'admitted', fields: { RateLimit: '"default";r=0;t=60' } });
    expect(second).toMatchObject({
      code: 'too_many_requests',
      headers: { 'retry-after': '60', 'RateLimit-Policy': '"default";q=1;w=60', RateLimit: '"default";r=0;t=60' },
    });
  });
});

describe('a connection that was told to wait', () => {
  test('is left waiting when it asks sooner, and then like any other', async () => {
    const { ask, patience, connection } = admitting({ inFlightMax: 0 });
    ask('rides:write');

    const waiting = patience(connection);
    await waiting;

    expect(waiting).toBeInstanceOf(Promise);
    expect(patience(connection)).toBeUndefined();
  });

  test('is answered at once when it returns in its time', () => {
    const { ask, patience, connection, clock } = admitting({ inFlightMax: 0 });
    ask('rides:write');

    clock.advance(1_000);

    expect(patience(connection)).toBeUndefined();
  });
});

function admitting({ inFlightMax, policy }: { inFlightMax: number; policy?: RatePolicy }) {
  const clock = fakeClock();
  const allowanceOf = rateLimits({ policy, clock });
  const chance = { fraction: 0 };
  const random = { fraction: () => chance.fraction, uuid: () => '' };
  const { admit, patience } = admission({ inFlightMax, clock, random });
  const connection = {};
  const principal = { sub: 'gate-1', scopes: new Set<never>() };
  const ask = (scope: Operation['scope']) =>
    admit({ operation: { scope } as Operation, allowance: allowanceOf(principal), connection });
  return { ask, patience, connection, clock, chance };
}
