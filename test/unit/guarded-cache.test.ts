import { describe, expect, test } from 'vitest';
import { guardedCache, type RemoteCache } from '#platform/guarded-cache.ts';
import { counters } from '../../lib/local/metrics.ts';
import { fakeClock } from '../fakes/clock.ts';

describe('a cache that fails', () => {
  test('is a miss, and forgets what it was to remember', async () => {
    const { cache, remote } = guarded();
    remote.state = 'down';

    await expect(cache.set('a', 'text', 1_000)).resolves.toBeUndefined();
    await expect(cache.get('a')).resolves.toBeUndefined();
  });

  test('is a miss when it has not answered in fifty milliseconds', async () => {
    const { cache, remote, clock } = guarded();
    remote.state = 'silent';

    await cache.get('a');

    expect(clock.monotonic()).toBe(50);
  });

  test('is not asked any more after five failures in a row, for a second', async () => {
    const { cache, remote, clock } = guarded();
    remote.state = 'down';
    for (let n = 0; n < 5; n += 1) await cache.get('a');
    const asked = remote.calls;

    for (let n = 0; n < 100; n += 1) await cache.get('a');
    clock.advance(999);
    await cache.get('a');

    expect(asked).toBe(5);
    expect(remote.calls).toBe(5);
  });

  test('is asked again after five failures that a success has come between', async () => {
    const { cache, remote } = guarded();
    for (const state of ['down', 'down', 'down', 'down', 'up', 'down', 'down', 'down', 'down'] as const) {
      remote.state = state;
      await cache.get('a');
    }
    remote.state = 'up';
    await cache.set('a', 'text', 1_000);

    expect(await cache.get('a')).toBe('text');
  });

  test('is tried once after its rest, while the others go on without it', async () => {
    const { cache, remote, clock } = guarded();
    await fail(cache, remote);
    clock.advance(1_000);
    remote.state = 'silent';
    const before = remote.calls;

    await Promise.all([cache.get('a'), cache.get('b'), cache.get('c')]);

    expect(remote.calls - before).toBe(1);
  });

  test('is used again as soon as it has answered, and not before', async () => {
    const { cache, remote, clock } = guarded();
    await cache.set('a', 'text', 1_000);
    await fail(cache, remote);
    remote.state = 'up';

    const resting = await cache.get('a');
    clock.advance(1_000);

    expect([resting, await cache.get('a'), await cache.get('a')]).toEqual([undefined, 'text', 'text']);
  });

  test('rests as long by the wall clock that was set back an hour', async () => {
    const { cache, remote, clock } = guarded();
    await fail(cache, remote);
    remote.state = 'up';
    clock.setBack(3_600_000);

    clock.advance(1_000);
    await cache.get('a');

    expect(remote.calls).toBe(6);
  });

  test('gets another connection each time that it is given up, and is counted', async () => {
    const { cache, remote, clock, metrics } = guarded();

    await fail(cache, remote);
    clock.advance(1_000);
    await cache.get('a');

    expect(remote.reconnects).toBe(2);
    expect(metrics.totals()).toEqual({ CacheBreaks: 2 });
  });
});

function guarded() {
  const clock = settableClock();
  const metrics = counters();
  const remote = fakeRemote();
  const timers = { sleep: async (milliseconds: number) => clock.advance(milliseconds) };
  return { cache: guardedCache(remote, { clock, timers, metrics }), remote, clock, metrics };
}

async function fail(cache: { get(key: string): Promise<unknown> }, remote: { state: string }): Promise<void> {
  remote.state = 'down';
  for (let n = 0; n < 5; n += 1) await cache.get('a');
}

/** Answers at once, fails at once, or says nothing. */
function fakeRemote() {
  const remembered = new Map<string, string>();
  const answer = <T>(value: T): Promise<T> => {
    remote.calls += 1;
    if (remote.state === 'down') return Promise.reject(new Error('down'));
    return remote.state === 'up' ? Promise.resolve(value) : new Promise(() => {});
  };
  const remote = {
    state: 'up' as 'up' | 'down' | 'silent',
    calls: 0,
    reconnects: 0,
    get: (key: string) => answer(remembered.get(key)),
    set: (key: string, value: string) => answer(void (remote.state === 'up' && remembered.set(key, value))),
    reconnect() {
      remote.reconnects += 1;
    },
  };
  return remote satisfies RemoteCache;
}

function settableClock() {
  const clock = fakeClock();
  let backMs = 0;
  return {
    ...clock,
    now: () => clock.now() - backMs,
    setBack(milliseconds: number) {
      backMs += milliseconds;
    },
  };
}
