import { expect, test } from 'vitest';
import type { Items } from '#platform/items.ts';
import type { Ride } from '../../lambdas/rides/domain.ts';
import { isDifferent, recount } from '../../lambdas/rides/recount.ts';
import { recountStore } from '../../lambdas/rides/recount-store.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { random } from '../../lib/local/platform.ts';
import { ridesItems } from '../fakes/rides.ts';

const day = { resortID: 1, seasonID: '2022', dayID: 1 };
const otherDay = { ...day, dayID: 2 };

test('finds nothing where the views say what the rides say', async () => {
  const { run, views } = await system(ridesOf(300));
  await views.see(ridesOf(300));

  const { rides, days } = await run('all');

  expect(rides).toBe(600);
  expect(days).toMatchObject([{ ...day, skiers: 300, isMoving: false }]);
  expect(days.filter(isDifferent)).toEqual([]);
});

test('builds a view from nothing, and finds nothing the second time', async () => {
  const { run, views } = await system([...ridesOf(700), ...ridesOf(40, otherDay)]);

  const first = await run('all');
  const second = await run('all');

  expect(first.days).toMatchObject([
    { ...day, skiers: 700, markersMissing: 700, markersExtra: 0, countersShort: 0 },
    { ...otherDay, skiers: 40, markersMissing: 40 },
  ]);
  expect(second.days.filter(isDifferent)).toEqual([]);
  expect(await views.skiersOf(day)).toBe(700);
});

test('takes away who was counted without a ride', async () => {
  const { run, views } = await system(ridesOf(10));
  await views.see([...ridesOf(12), ...ridesOf(1, otherDay)]);

  const { days } = await run('all');

  expect(days).toMatchObject([
    { ...day, skiers: 10, markersExtra: 2, countersShort: 0 },
    { ...otherDay, skiers: 0, markersExtra: 1, countersShort: 0 },
  ]);
  expect(await views.skiersOf(day)).toBe(10);
  expect(await views.skiersOf(otherDay)).toBeUndefined();
});

test.each([3, -3])('mends counters that are off by %i', async (off) => {
  const { run, views, items } = await system(ridesOf(10));
  await views.see(ridesOf(10));
  await items.write([
    {
      Update: {
        TableName: 'views',
        Key: { pk: 'DAY#1#2022#1', sk: '5' },
        UpdateExpression: 'ADD #n :off',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':off': off },
      },
    },
  ]);

  const { days } = await run(day);

  expect(days).toMatchObject([{ ...day, markersMissing: 0, markersExtra: 0, countersShort: -off }]);
  expect(await views.skiersOf(day)).toBe(10);
});

test('leaves other days alone when it is asked for one', async () => {
  const { run, views } = await system([...ridesOf(5), ...ridesOf(5, otherDay)]);

  const { days } = await run(day);

  expect(days).toMatchObject([{ ...day, markersMissing: 5 }]);
  expect(await views.skiersOf(otherDay)).toBeUndefined();
});

test('does not call missing what the stream brings while it waits', async () => {
  const { items, views } = await system(ridesOf(20));
  const timers = { sleep: async (ms: number) => (ms === LAG_MS ? void (await views.see(ridesOf(20))) : undefined) };
  const run = recount({ store: recountStore({ items, timers }, TABLES), views, timers, lagMs: LAG_MS });

  const { days } = await run('all');

  expect(days.filter(isDifferent)).toEqual([]);
  expect(days).toMatchObject([{ skiers: 20 }]);
});

test('counts exactly beside the traffic, wherever between two of its calls a skier comes', async () => {
  const late = { ...(ridesOf(1)[0] as Ride), skierID: 999 };

  for (let moment = 1; moment <= 20; moment += 1) {
    const { items, views } = await system(ridesOf(3));
    await views.see([...ridesOf(3), late]);
    const between = arriving(items, moment, async () => {
      await ridesStore(items, 'rides').put([late]);
      await views.see([late]);
    });
    const timers = { sleep: async () => undefined };
    const run = recount({ store: recountStore({ items: between, timers }, TABLES), views, timers, lagMs: LAG_MS });

    await run('all');
    await ridesStore(items, 'rides').put([late]);
    await views.see([late]);

    expect(await views.skiersOf(day), `at call ${moment}`).toBe(4);
  }
});

test('says so when a day never stands still', async () => {
  const { items, views } = await system(ridesOf(3));
  let skierID = 100;
  const busy: Items = {
    ...items,
    async scan(query) {
      const page = await items.scan(query);
      skierID += 1;
      const ride = { ...(ridesOf(1)[0] as Ride), skierID };
      await ridesStore(items, 'rides').put([ride]);
      await views.see([ride]);
      return page;
    },
  };
  const timers = { sleep: async () => undefined };

  const run = recount({ store: recountStore({ items: busy, timers }, TABLES), views, timers, lagMs: LAG_MS });
  const { days } = await run('all');

  expect(days).toMatchObject([{ isMoving: true, markersExtra: 0, countersShort: 0 }]);
  expect(await views.skiersOf(day)).toBe(3 + skierID - 100);
});

const TABLES = { rides: 'rides', views: 'views' };
const LAG_MS = 1_000;

async function system(rides: readonly Ride[]) {
  const items = ridesItems();
  const timers = { sleep: async () => undefined };
  const views = viewsStore({ items, random, timers }, 'views');
  await ridesStore(items, 'rides').put(rides);
  return {
    items,
    views,
    run: recount({ store: recountStore({ items, timers }, TABLES), views, timers, lagMs: LAG_MS }),
  };
}

/** Two rides for each of so many skiers. */
function ridesOf(skiers: number, at = day): Ride[] {
  return Array.from({ length: skiers * 2 }, (_, n) => ({ ...at, skierID: 1 + (n >> 1), time: n % 2, liftID: 1 }));
}

/** Something happens just before one of the calls. */
function arriving(items: Items, moment: number, arrive: () => Promise<void>): Items {
  let calls = 0;
  const after =
    <A extends unknown[], T>(method: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      calls += 1;
      if (calls === moment) await arrive();
      return method(...args);
    };
  return {
    ...items,
    get: after(items.get),
    query: after(items.query),
    write: after(items.write),
    scan: after(items.scan),
  };
}
