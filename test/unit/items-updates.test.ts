import { describe, expect, it } from 'vitest';
import type { Item } from '#platform/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryRows } from '../fakes/memory-rows.ts';

const key = { pk: 'p', sk: 's' };
const stored = { ...key, n: 1, s: 'abc', nothing: null, m: { a: 1, b: { c: 3 } } };

describe('an update', () => {
  it.each<[string, Item | undefined, Item]>([
    ['SET n = :v', { ':v': 'x' }, { n: 'x' }],
    ['SET n = n + :v', { ':v': 2 }, { n: 3 }],
    ['SET n = :v - n', { ':v': 2 }, { n: 1 }],
    ['SET n = :v + :v', { ':v': 2 }, { n: 4 }],
    ['SET q = m.a', undefined, { q: 1 }],
    ['SET q = if_not_exists(q, :v) + :w', { ':v': 2, ':w': 3 }, { q: 5 }],
    ['SET q = :w - if_not_exists(n, :v)', { ':v': 2, ':w': 3 }, { q: 2 }],
    ['SET q = if_not_exists(q, if_not_exists(r, :v))', { ':v': 2 }, { q: 2 }],
    ['SET q = if_not_exists(nothing, :v)', { ':v': 2 }, { q: null }],
    ['SET q = if_not_exists(absent.x, n)', undefined, { q: 1 }],
    ['SET n = :v, q = n', { ':v': 9 }, { n: 9, q: 1 }],
    ['SET m.a = :v, m.x = :v', { ':v': 9 }, { m: { a: 9, b: { c: 3 }, x: 9 } }],
    ['SET m.a = :v REMOVE m.b ADD m.x :v', { ':v': 9 }, { m: { a: 9, x: 9 } }],
    ['SET q = m, m.a = :v', { ':v': 9 }, { q: { a: 1, b: { c: 3 } }, m: { a: 9, b: { c: 3 } } }],
    ['set n = :v remove s add q :v', { ':v': 9 }, { n: 9, s: undefined, q: 9 }],
    ['REMOVE absent, n', undefined, { n: undefined }],
    ['REMOVE m.absent', undefined, {}],
    ['ADD n :v, q :v', { ':v': -2 }, { n: -1, q: -2 }],
    ['ADD m.a :v', { ':v': 2 }, { m: { a: 3, b: { c: 3 } } }],
    ['ADD n :v', { ':v': Number.MAX_SAFE_INTEGER - 1 }, { n: Number.MAX_SAFE_INTEGER }],
  ])('does %s with %j', async (UpdateExpression, values, changed) => {
    const { items } = await engineWithItem();

    await items.write([update({ UpdateExpression, values })]);

    const [item] = await items.get([{ table: 'things', key }]);
    expect(item).toEqual({ ...stored, ...changed });
  });

  it.each<[string, string, Item?]>([
    ['nothing', ''],
    ['blanks', ' '],
    ['a section without actions', 'SET'],
    ['a comma at the end', 'SET n = :v,', { ':v': 1 }],
    ['a section twice', 'SET n = :v SET q = :v', { ':v': 1 }],
    ['an unknown section', 'PUT n = :v', { ':v': 1 }],
    ['a reserved word', 'SET status = :v', { ':v': 1 }],
    ['more than one operator', 'SET n = n + :v + :v', { ':v': 1 }],
    ['an unknown function', 'SET n = foo(n, :v)', { ':v': 1 }],
    ['a function in another case', 'SET n = If_Not_Exists(n, :v)', { ':v': 1 }],
    ['if_not_exists of one path twice', 'SET q = if_not_exists(n, n)'],
    ['if_not_exists of a value', 'SET n = if_not_exists(:v, :v)', { ':v': 1 }],
    ['one path twice', 'SET n = :v REMOVE n', { ':v': 1 }],
    ['a path in another', 'SET m = :v, m.a = :v', { ':v': 1 }],
    ['one path under two names', 'SET n = :v, #n = :v', { ':v': 1 }],
    ['the partition key', 'SET pk = :v', { ':v': 'x' }],
    ['the sort key', 'REMOVE sk'],
    ['text in ADD', 'ADD n :v', { ':v': 'x' }],
    ['a path in ADD', 'ADD n n'],
    ['text in a sum', 'SET n = n + :v', { ':v': 'x' }],
    ['ADD to text that is stored', 'ADD s :v', { ':v': 1 }],
    ['ADD to null', 'ADD nothing :v', { ':v': 1 }],
    ['a sum with text that is stored', 'SET n = s + :v', { ':v': 1 }],
    ['an operand that is absent', 'SET n = absent + :v', { ':v': 1 }],
    ['an absent operand that would not be needed', 'SET q = if_not_exists(n, absent)'],
    ['a map that is absent', 'SET absent.x = :v', { ':v': 1 }],
    ['a path through text', 'REMOVE s.x'],
    ['an item above 400 KB', 'SET q = :v', { ':v': 'x'.repeat(400 * 1024) }],
  ])('is refused for %s, and changes nothing', async (_, UpdateExpression, values) => {
    const { items } = await engineWithItem();

    const written = items.write([update({ UpdateExpression, values })]);

    await expect(written).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
    expect(await items.get([{ table: 'things', key }])).toEqual([stored]);
  });

  it.each<[string, string, Item?]>([
    ['DELETE', 'DELETE n :v', { ':v': 1 }],
    ['list_append', 'SET n = list_append(n, :v)', { ':v': [1] }],
    ['a list element', 'SET n[0] = :v', { ':v': 1 }],
    ['more than one level', 'SET m.b.c = :v', { ':v': 1 }],
    ['parentheses', 'SET n = (:v)', { ':v': 1 }],
    ['safe integer', 'ADD n :v', { ':v': Number.MAX_SAFE_INTEGER }],
    ['safe integer', 'SET n = n + :v', { ':v': Number.MAX_SAFE_INTEGER }],
    ['safe integer', 'SET q = :v - n', { ':v': Number.MIN_SAFE_INTEGER }],
  ])('says that it does not model %s, and changes nothing', async (feature, UpdateExpression, values) => {
    const { items } = await engineWithItem();

    const written = items.write([update({ UpdateExpression, values })]);

    await expect(written).rejects.toThrow(feature);
    expect(await items.get([{ table: 'things', key }])).toEqual([stored]);
  });

  it.each<[string, Item | undefined, Item]>([
    ['REMOVE n', undefined, {}],
    ['ADD n :v, q :v', { ':v': 5 }, { n: 5, q: 5 }],
    ['SET n = if_not_exists(n, :v) + :v', { ':v': 5 }, { n: 10 }],
  ])('makes the item where there is none: %s', async (UpdateExpression, values, made) => {
    const { items } = await engineWithItem();
    const other = { pk: 'p', sk: 'other' };

    await items.write([{ Update: { ...update({ UpdateExpression, values }).Update, Key: other } }]);

    expect(await items.get([{ table: 'things', key: other }])).toEqual([{ ...other, ...made }]);
  });

  it('may change an attribute sk of a table without sort key', async () => {
    const items = itemsEngine({ tables: { plain: {} }, rows: memoryRows });

    await items.write([
      {
        Update: {
          TableName: 'plain',
          Key: { pk: 'p' },
          UpdateExpression: 'SET sk = :v',
          ExpressionAttributeValues: { ':v': 1 },
        },
      },
    ]);

    expect(await items.get([{ table: 'plain', key: { pk: 'p' } }])).toEqual([{ pk: 'p', sk: 1 }]);
  });
});

async function engineWithItem() {
  const items = itemsEngine({ tables: { things: { sk: true } }, rows: memoryRows });
  await items.putAll('things', [stored]);
  return { items };
}

function update({ UpdateExpression, values }: { UpdateExpression: string; values?: Item | undefined }) {
  return {
    Update: {
      TableName: 'things',
      Key: key,
      UpdateExpression,
      ...(UpdateExpression.includes('#n') && { ExpressionAttributeNames: { '#n': 'n' } }),
      ...(values && { ExpressionAttributeValues: values }),
    },
  };
}
