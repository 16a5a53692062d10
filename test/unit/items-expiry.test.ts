import { expect, onTestFinished, test } from 'vitest';
import type { Item } from '#platform/items.ts';
import { type EmbeddedItems, itemsEngine } from '../../lib/local/items/engine.ts';
import { expiry } from '../../lib/local/items/expiry.ts';
import type { Change } from '../../lib/local/items/table.ts';
import { timers } from '../../lib/local/platform.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryRows } from '../fakes/memory-rows.ts';

const NOW_S = Date.UTC(2026, 0, 15) / 1000;
const FIVE_YEARS_S = 5 * 365 * 86_400;

test.each<[string, unknown, boolean]>([
  ['was a second ago', NOW_S - 1, true],
  ['is now', NOW_S, false],
  ['is to come', NOW_S + 1, false],
  ['was almost five years ago', NOW_S - FIVE_YEARS_S + 1, true],
  ['was five years ago', NOW_S - FIVE_YEARS_S, false],
  ['is text', String(NOW_S - 1), false],
  ['is absent', undefined, false],
])('of an item whose time %s', async (_, expiresAt, isDeleted) => {
  const { items } = engine();
  await items.putAll('records', [{ pk: 'a', ...(expiresAt !== undefined && { expiresAt }) }]);

  items.deleteExpired('records', { after: undefined, limit: 10, now: NOW_S * 1000 });

  expect(await left(items)).toEqual(isDeleted ? [] : ['a']);
});

test('looks at so many rows, and says where to go on', async () => {
  const { items } = engine();
  await items.putAll('records', ['a', 'b', 'c'].map(expired));

  const next = items.deleteExpired('records', { after: undefined, limit: 2, now: NOW_S * 1000 });
  const between = await left(items);
  const end = items.deleteExpired('records', { after: next, limit: 2, now: NOW_S * 1000 });

  expect(between).toEqual(['c']);
  expect(await left(items)).toEqual([]);
  expect(end).toBeUndefined();
});

test('tells the stream, and takes the item from the indexes', async () => {
  const { items, changes } = engine();
  await items.putAll('records', [{ ...expired('a'), owner: 'ann', at: '1' }]);
  changes.length = 0;

  items.deleteExpired('records', { after: undefined, limit: 10, now: NOW_S * 1000 });

  const page = await items.query({
    TableName: 'records',
    IndexName: 'byOwner',
    KeyConditionExpression: '#o = :o',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':o': 'ann' },
  });
  expect(changes).toEqual([{ kind: 'REMOVE' }]);
  expect(page.items).toEqual([]);
});

test('reads find an expired item until it is deleted; the walk deletes all of them, however many, as time goes on', async () => {
  const { items } = engine();
  const clock = fakeClock(NOW_S * 1000);
  await items.putAll('records', [
    ...Array.from({ length: 250 }, (_, n) => expired(`old ${n}`)),
    { pk: 'later', expiresAt: NOW_S + 60 },
    { pk: 'kept' },
  ]);
  expect(await left(items)).toHaveLength(252);

  const eager = { sleep: () => timers.sleep(1) };
  const walk = expiry({ items, tables, clock, timers: eager, log: fakeLog() });
  onTestFinished(() => walk.stop());

  await until(async () => (await left(items)).length === 2);
  clock.advance(61_000);
  await until(async () => (await left(items)).length === 1);
  expect(await left(items)).toEqual(['kept']);
});

const tables = {
  records: {
    stream: true,
    ttl: 'expiresAt',
    indexes: { byOwner: { pk: 'owner', sk: 'at', projection: 'KEYS_ONLY' } },
  },
  untouched: {},
} as const;

function engine(): { items: EmbeddedItems; changes: Change[] } {
  const changes: Change[] = [];
  return {
    items: itemsEngine({ tables, rows: memoryRows, onChange: (_, told) => changes.push(...told) }),
    changes,
  };
}

function expired(pk: string): Item {
  return { pk, expiresAt: NOW_S - 1 };
}

async function left(items: EmbeddedItems): Promise<unknown[]> {
  return (await items.scan({ TableName: 'records' })).items.map(({ pk }) => pk);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await timers.sleep(1);
}
