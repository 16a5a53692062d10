import { expect, test } from 'vitest';
import { type Action, type Items, StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import type { SkierDay } from '../../lambdas/rides/domain.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { random } from '../../lib/local/platform.ts';
import { ridesItems } from '../fakes/rides.ts';

const day = { resortID: 1, seasonID: '2022', dayID: 1 };

test('counts each skier of a day once, however often it is told of them', async () => {
  const views = viewsStore(ports(ridesItems()), 'views');

  const first = await views.see([...skiers(1, 250), ...skiers(1, 250)]);
  const again = await views.see(skiers(1, 300));

  expect([first, again]).toEqual([250, 50]);
  expect(await views.skiersOf(day)).toBe(300);
});

test('knows nobody of a day that nobody skied', async () => {
  const views = viewsStore(ports(ridesItems()), 'views');

  expect(await views.skiersOf(day)).toBeUndefined();
});

test('keeps days, seasons and resorts apart', async () => {
  const views = viewsStore(ports(ridesItems()), 'views');
  const [skier] = skiers(1, 1) as [SkierDay];

  await views.see([skier, { ...skier, resortID: 2 }, { ...skier, dayID: 2 }, { ...skier, seasonID: '2023' }]);

  expect(await views.skiersOf(day)).toBe(1);
  expect(await views.skiersOf({ ...day, dayID: 2 })).toBe(1);
});

test('counts once when a stale read says that nobody was seen yet', async () => {
  const items = ridesItems();
  const views = viewsStore(ports({ ...items, get: async (keys) => keys.map(() => undefined) }), 'views');

  await views.see(skiers(1, 150));
  await views.see(skiers(1, 150));
  await views.see(skiers(100, 160));

  expect(await views.skiersOf(day)).toBe(160);
});

test.each([
  { outcome: 'was applied', applied: true },
  { outcome: 'was not applied', applied: false },
])('counts once when nobody knows whether a transaction $outcome', async ({ applied }) => {
  const items = ridesItems();
  let isFirst = true;
  const write = async (actions: readonly Action[]) => {
    if (!isFirst) return items.write(actions);
    isFirst = false;
    if (applied) await items.write(actions);
    throw new UnknownOutcome('no answer came');
  };
  const views = viewsStore(ports({ ...items, write }), 'views');

  await views.see(skiers(1, 50));

  expect(await views.skiersOf(day)).toBe(50);
});

test('tries again after a conflict, which says nothing of who was seen', async () => {
  const items = ridesItems();
  let conflicts = 2;
  const write = async (actions: readonly Action[]) => {
    if (conflicts === 0) return items.write(actions);
    conflicts -= 1;
    return { ok: false, reasons: actions.map(() => ({ code: 'TransactionConflict' as const })) } as const;
  };
  const views = viewsStore(ports({ ...items, write }), 'views');

  expect(await views.see(skiers(1, 50))).toBe(50);
});

test('gives up on a table that stays away, so that the stream brings the batch again', async () => {
  const write = () => Promise.reject(new StoreUnavailable('no capacity'));
  const views = viewsStore(ports({ ...ridesItems(), write }), 'views');

  await expect(views.see(skiers(1, 1))).rejects.toThrow(StoreUnavailable);
});

test('lists the seasons of a resort in ascending order, each once', async () => {
  const views = viewsStore(ports(ridesItems()), 'views');

  for (const seasonID of ['2023', '2021', '2023']) await views.addSeason({ resortID: 1, seasonID });

  expect(await views.seasonsOf(1)).toEqual(['2021', '2023']);
  expect(await views.seasonsOf(2)).toEqual([]);
});

function ports(items: Items) {
  return { items, random, timers: { sleep: async () => undefined } };
}

function skiers(from: number, to: number): SkierDay[] {
  return Array.from({ length: to - from + 1 }, (_, n) => ({ ...day, skierID: from + n }));
}
