import { describe, expect, it } from 'vitest';
import type { Item, Items } from '#platform/items.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { sizeOf, sizeOfItem } from '../../lib/local/items/values.ts';
import { memoryRows } from '../fakes/memory-rows.ts';

const KB = 1024;

describe('the size of a value', () => {
  it.each<[unknown, number]>([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['😀', 4],
    ['é'.repeat(100), 200],
    [true, 1],
    [null, 1],
    [0, 1],
    [1, 2],
    [-1, 3],
    [99, 2],
    [120, 3],
    [1000, 2],
    [12345, 4],
    [-123, 4],
    [1e12, 2],
    [Number.MAX_SAFE_INTEGER, 9],
    [Number.MIN_SAFE_INTEGER, 10],
    [[], 3],
    [{}, 3],
    [[1], 6],
    [{ a: 1 }, 7],
    [[[]], 7],
  ])('%j takes %d bytes', (value, bytes) => {
    expect(sizeOf(value)).toBe(bytes);
  });

  it('counts the names of an item, and nothing for the item itself', () => {
    expect(sizeOfItem({ 'shirt-color': 'R', 'shirt-size': 'M' })).toBe(23);
  });

  it('lets what 31 lists hold be stored, and no more', () => {
    expect(() => sizeOf(nested(31, 1))).not.toThrow();
    expect(() => sizeOf(nested(30, []))).not.toThrow();
    expect(() => sizeOf(nested(32, 1))).toThrow('Nesting');
    expect(() => sizeOf(nested(31, []))).toThrow('Nesting');
  });

  it('lets an item have 400 KB, and no byte more', async () => {
    const { items } = engine();
    const item = (bytes: number) => ({ pk: 'p', sk: 's', x: 'x'.repeat(bytes - 'pkpsksx'.length) });

    await expect(items.putAll('things', [item(400 * KB)])).resolves.toEqual([]);
    await expect(items.putAll('things', [item(400 * KB + 1)])).rejects.toThrow('400 KB');
  });
});

describe('the capacity that is consumed', () => {
  it.each<[string, { read?: number; write?: number }, (items: Items) => Promise<unknown>]>([
    ['a strong get', { read: 1 }, (items) => items.get([thing('small')])],
    ['an eventual get', { read: 0.5 }, (items) => items.get([thing('small')], { consistent: false })],
    ['a get of nothing', { read: 1 }, (items) => items.get([thing('absent')])],
    ['a get of 5 KB', { read: 2 }, (items) => items.get([thing('large')])],
    ['a get of two, each rounded up', { read: 3 }, (items) => items.get([thing('small'), thing('large')])],
    [
      'a get of two tables',
      { read: 2 },
      (items) => items.get([thing('small'), { table: 'records', key: { pk: 'absent' } }]),
    ],
    ['a strong query, rounded up once', { read: 2 }, (items) => items.query({ ...all, ConsistentRead: true })],
    ['an eventual query', { read: 1 }, (items) => items.query(all)],
    ['an eventual scan', { read: 1 }, (items) => items.scan({ TableName: 'things' })],
    ['a put', { write: 1 }, (items) => items.write([put('new')])],
    ['a put of 1.5 KB', { write: 2 }, (items) => items.write([put('new', 1.5 * KB)])],
    ['a small put over 5 KB', { write: 6 }, (items) => items.write([put('large')])],
    [
      'a delete of 5 KB',
      { write: 6 },
      (items) => items.write([{ Delete: { TableName: 'things', Key: key('large') } }]),
    ],
    [
      'a delete of nothing',
      { write: 1 },
      (items) => items.write([{ Delete: { TableName: 'things', Key: key('absent') } }]),
    ],
    ['a condition that fails', { write: 6 }, (items) => items.write([check('large', 'attribute_not_exists(pk)').put])],
    [
      'a batch',
      { write: 3 },
      (items) => items.putAll('things', [put('new').Put.Item, put('other', 1.5 * KB).Put.Item]),
    ],
    ['a transaction, twice', { write: 6 }, (items) => items.write([put('new'), put('other', 1.5 * KB)])],
    [
      'a record and an account in a transaction, and one more for its index',
      { write: 5 },
      (items) =>
        items.write([
          { Put: { TableName: 'records', Item: { pk: 'r' } } },
          { Put: { TableName: 'things', Item: { ...key('new'), owner: 'ann', at: '2026' } } },
        ]),
    ],
    [
      'a check in a transaction',
      { write: 4 },
      (items) => items.write([put('new'), check('small', 'attribute_exists(pk)').check]),
    ],
  ])('by %s', async (_, { read = 0, write = 0 }, command) => {
    const { items, consumed } = engine();
    await items.putAll('things', [key('small'), { ...key('large'), x: 'x'.repeat(5 * KB) }]);
    consumed.length = 0;

    await command(items);

    expect(consumed.reduce((sum, { readUnits }) => sum + readUnits, 0)).toBe(read);
    expect(consumed.reduce((sum, { writeUnits }) => sum + writeUnits, 0)).toBe(write);
  });
});

const all = { TableName: 'things', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'p' } };

function engine(): { items: Items; consumed: Consumed[] } {
  const consumed: Consumed[] = [];
  const onCapacity = (each: Consumed) => void consumed.push(each);
  const byOwner = { pk: 'owner', sk: 'at', projection: 'KEYS_ONLY' } as const;
  const tables = { things: { sk: true, indexes: { byOwner } }, records: {} } as const;
  return { items: itemsEngine({ tables, rows: memoryRows, onCapacity }), consumed };
}

function key(sk: string): Item {
  return { pk: 'p', sk };
}

function thing(sk: string) {
  return { table: 'things', key: key(sk) };
}

function put(sk: string, bytes = 1) {
  return { Put: { TableName: 'things', Item: { ...key(sk), x: 'x'.repeat(bytes) } } };
}

function check(sk: string, ConditionExpression: string) {
  return {
    put: { Put: { ...put(sk).Put, ConditionExpression } },
    check: { ConditionCheck: { TableName: 'things', Key: key(sk), ConditionExpression } },
  };
}

function nested(levels: number, value: unknown): unknown {
  return levels === 0 ? value : [nested(levels - 1, value)];
}
