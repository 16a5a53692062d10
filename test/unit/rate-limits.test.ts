import { describe, expect, test } from 'vitest';
import { type Principal, scopes } from '#platform/call.ts';
import { GENEROUS, rateLimits } from '../../lib/local/gateway/rate-limits.ts';
import { fakeClock } from '../fakes/clock.ts';

const gate: Principal = { sub: 'gate-1', scopes: new Set(['rides:write']) };
const policy = { quota: 10, windowSeconds: 5 };

describe('the limit of a principal', () => {
  test('allows its quota at once, and then as many a second as the window spreads it over', () => {
    const { allow, clock } = limited();

    const atOnce = Array.from({ length: 12 }, () => allow(gate)?.isWithin);
    clock.advance(1_000);
    const later = Array.from({ length: 3 }, () => allow(gate)?.isWithin);

    expect(atOnce).toEqual([...Array(10).fill(true), false, false]);
    expect(later).toEqual([true, true, false]);
  });

  test('never grows beyond its quota', () => {
    const { allow, clock } = limited();

    clock.advance(3_600_000);

    expect(Array.from({ length: 11 }, () => allow(gate)?.isWithin)).toEqual([...Array(10).fill(true), false]);
  });

  test('tells its policy, what is left and when all of it is there again', () => {
    const { allow } = limited();

    allow(gate);
    const second = allow(gate);

    expect(second?.fields).toEqual({ 'RateLimit-Policy': '"default";q=10;w=5', RateLimit: '"default";r=8;t=1' });
  });

  test('says after how many seconds one more request is allowed, and keeps that promise', () => {
    const { allow, clock } = limited({ quota: 2, windowSeconds: 60 });
    const last = [allow(gate), allow(gate), allow(gate)].at(-1);

    clock.advance((last?.retryAfterSeconds ?? 0) * 1_000);

    expect(last).toMatchObject({ isWithin: false, retryAfterSeconds: 30 });
    expect(allow(gate)?.isWithin).toBe(true);
  });

  test('is not that of another', () => {
    const { allow } = limited({ quota: 1, windowSeconds: 60 });

    const answers = [allow(gate), allow(gate), allow({ ...gate, sub: 'gate-2' })];

    expect(answers.map((each) => each?.isWithin)).toEqual([true, false, true]);
  });

  test('is what its registration says, where that says something', () => {
    const { allow } = limited();

    expect(allow({ ...gate, requestsPerMinute: 120 })?.fields['RateLimit-Policy']).toBe('"default";q=120;w=60');
  });

  test('is none for staff', () => {
    const { allow } = limited({ quota: 1, windowSeconds: 60 });

    expect(allow({ sub: 'staff', scopes: new Set(scopes) })).toBeUndefined();
  });

  test('is a thousand requests a second for a minute where nobody has said otherwise', () => {
    expect(GENEROUS.quota / GENEROUS.windowSeconds).toBe(1_000);
  });
});

function limited(chosen = policy) {
  const clock = fakeClock();
  return { clock, allow: rateLimits({ policy: chosen, clock }) };
}
