import { describe, expect, it } from 'vitest';
import type { Item } from '#platform/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryRows } from '../fakes/memory-rows.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });
const key = (sk: string) => ({ pk: 'p', sk });

describe('get', () => {
  it('answers the items in the order asked, and undefined where there is none', async () => {
    const items = await engineWith(key('a'), key('b'));

    const found = await items.get([things('b'), things('absent'), things('a')]);

    expect(found).toEqual([key('b'), undefined, key('a')]);
  });

  it('reads from several tables at once', async () => {
    const items = await engineWith(key('a'));
    await items.putAll('plain', [{ pk: 'x', n: 1 }]);

    const found = await items.get([things('a'), { table: 'plain', key: { pk: 'x' } }]);

    expect(found).toEqual([key('a'), { pk: 'x', n: 1 }]);
  });

  it('answers a copy, which nobody else changes', async () => {
    const items = await engineWith({ ...key('a'), m: { n: 1 } });

    const [first] = await items.get([things('a')]);
    Object.assign(first?.['m'], { n: 2 });

    expect(await items.get([things('a')])).toEqual([{ ...key('a'), m: { n: 1 } }]);
  });

  it.each<[string, Item[]]>([
    ['the same key twice', [key('a'), { sk: 'a', pk: 'p' }]],
    ['more than 100 keys', Array.from({ length: 101 }, (_, n) => key(`${n}`))],
    ['a key without its sort key', [{ pk: 'p' }]],
    ['a key with another attribute', [{ ...key('a'), n: 1 }]],
    ['a key that is a number', [{ pk: 'p', sk: 1 }]],
    ['an empty key', [{ pk: '', sk: 'a' }]],
    ['a partition key above 2,048 bytes', [{ pk: 'é'.repeat(1025), sk: 'a' }]],
    ['a sort key above 1,024 bytes', [{ pk: 'p', sk: '😀'.repeat(257) }]],
  ])('refuses %s', async (_, keys) => {
    const items = await engineWith();

    await expect(items.get(keys.map((key) => ({ table: 'things', key })))).rejects.toThrow(refused);
  });

  it('names a table that there is not', async () => {
    const items = await engineWith();

    const found = items.get([{ table: 'toString', key: key('a') }]);

    await expect(found).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });
});

describe('putAll', () => {
  it('replaces items whole, and leaves nothing unprocessed', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });

    const unprocessed = await items.putAll('things', [{ ...key('a'), q: 2 }, key('b')]);

    expect(unprocessed).toEqual([]);
    expect((await items.scan({ TableName: 'things' })).items).toEqual([{ ...key('a'), q: 2 }, key('b')]);
  });

  it('takes nothing, and more than one call of BatchWriteItem would', async () => {
    const items = await engineWith();

    await items.putAll('things', []);
    await items.putAll(
      'things',
      Array.from({ length: 60 }, (_, n) => key(`${n}`)),
    );

    expect((await items.scan({ TableName: 'things' })).items).toHaveLength(60);
  });

  it('refuses equal keys, and writes nothing', async () => {
    const items = await engineWith();

    await expect(items.putAll('things', [key('a'), key('b'), { ...key('a'), n: 1 }])).rejects.toThrow(refused);
    expect((await items.scan({ TableName: 'things' })).items).toEqual([]);
  });
});

function things(sk: string) {
  return { table: 'things', key: key(sk) };
}

async function engineWith(...stored: Item[]) {
  const items = itemsEngine({ tables: { things: { sk: true }, plain: {} }, rows: memoryRows });
  await items.putAll('things', stored);
  return items;
}
