import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Cache } from '#platform/cache.ts';
import { type CacheAside, cacheAside } from '#platform/cache-aside.ts';
import { StoreUnavailable } from '#platform/items.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import { counters } from '../../lib/local/metrics.ts';
import { type FakeClock, fakeClock } from '../fakes/clock.ts';

const SOFT_MS = 60_000;
const HARD_MS = 600_000;

let clock: FakeClock;
let cache: Cache;
let fraction: number;
let table: { value: string; loads: number; fault?: Error };
let values: CacheAside<string>;

beforeEach(() => {
  clock = fakeClock();
  cache = memoryCache({ clock });
  fraction = 0;
  table = { value: 'first', loads: 0 };
  values = aside();
});

describe('a value', () => {
  test('is read from the table once while it is fresh, and says when that was', async () => {
    const { loadedAt } = await values.get(1);
    clock.advance(SOFT_MS - 1);

    expect(await values.get(1)).toEqual({ value: 'first', loadedAt });
    expect(table.loads).toBe(1);
  });

  test('is read from the table again when it is no longer fresh', async () => {
    await values.get(1);
    table.value = 'second';
    clock.advance(SOFT_MS);

    expect(await values.get(1)).toMatchObject({ value: 'second', loadedAt: clock.now() });
  });

  test('is read a little early by one in a while, so that not all do at once', async () => {
    await values.get(1);
    clock.advance(0.9 * SOFT_MS);

    fraction = 0.4;
    await values.get(1);
    const before = table.loads;
    fraction = 0.6;
    await values.get(1);

    expect([before, table.loads]).toEqual([1, 2]);
  });

  test('outlasts a table that cannot be read, and never for longer than it may', async () => {
    await values.get(1);
    table.fault = new StoreUnavailable('away');

    clock.advance(HARD_MS - 1);
    const last = await values.get(1);
    clock.advance(1);

    expect(last.value).toBe('first');
    await expect(values.get(1)).rejects.toBe(table.fault);
  });

  test('does not hide a defect of ours', async () => {
    await values.get(1);
    table.fault = new TypeError('a defect');
    clock.advance(SOFT_MS);

    await expect(values.get(1)).rejects.toBe(table.fault);
  });

  test('is loaded once for all who ask at a time, and a failure is told to all and forgotten', async () => {
    table.fault = new StoreUnavailable('away');
    const refused = await Promise.allSettled([values.get(1), values.get(1), values.get(1)]);
    delete table.fault;

    const found = await Promise.all([values.get(1), values.get(1), values.get(2)]);

    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(found.map(({ value }) => value)).toEqual(['first', 'first', 'first']);
    expect(table.loads).toBe(1 + 2);
  });

  test('that was written is told at once, and not undone by who read before', async () => {
    const reading = values.get(1);
    table.value = 'second';
    await values.put(1, 'second');
    await reading;

    expect((await values.get(1)).value).toBe('second');
    expect(table.loads).toBe(1);
  });

  test('is not believed when the clock that wrote it is more than a second ahead', async () => {
    await values.get(1);
    const entry = String(await cache.get('thing:1:1'));
    const ahead = (milliseconds: number) => entry.replace(/"loadedAt":\d+/, `"loadedAt":${clock.now() + milliseconds}`);

    await cache.set('thing:1:1', ahead(999), HARD_MS);
    await values.get(1);
    const before = table.loads;
    await cache.set('thing:1:1', ahead(1_000), HARD_MS);
    await values.get(1);

    expect([before, table.loads]).toEqual([1, 2]);
  });

  test('is not believed by a build that knows another form of it', async () => {
    await values.get(1);

    await aside('thing:2').get(1);

    expect(table.loads).toBe(2);
  });
});

function aside(name: 'thing:1' | 'thing:2' = 'thing:1'): CacheAside<string> {
  const random = { fraction: () => fraction, uuid: () => '' };
  return cacheAside(
    {
      name,
      schema: z.string(),
      async load() {
        table.loads += 1;
        if (table.fault) throw table.fault;
        return table.value;
      },
      times: () => ({ softMs: SOFT_MS, hardMs: HARD_MS }),
      loadedAs: 'ThingsLoaded',
    },
    { cache, clock, random, metrics: counters() },
  );
}
