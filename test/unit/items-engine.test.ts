import { describe, expect, it } from 'vitest';
import type { Action, Item } from '#platform/items.ts';
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

describe('write of one action', () => {
  it('puts, updates and deletes', async () => {
    const items = await engineWith();

    await items.write([{ Put: { TableName: 'things', Item: { ...key('a'), n: 1 } } }]);
    await items.write([
      {
        Update: {
          TableName: 'things',
          Key: key('a'),
          UpdateExpression: 'ADD n :one',
          ConditionExpression: 'n = :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
    ]);
    const updated = await items.get([things('a')]);
    await items.write([{ Delete: { TableName: 'things', Key: key('a') } }]);

    expect(updated).toEqual([{ ...key('a'), n: 2 }]);
    expect(await items.get([things('a')])).toEqual([undefined]);
  });

  it('answers the item that stood in the way, if asked for it', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });
    const put = { TableName: 'things', Item: key('a'), ConditionExpression: 'attribute_not_exists(pk)' };

    const quiet = await items.write([{ Put: put }]);
    const told = await items.write([{ Put: { ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } }]);

    expect(quiet).toEqual({ ok: false, reasons: [{ code: 'ConditionalCheckFailed' }] });
    expect(told).toEqual({ ok: false, reasons: [{ code: 'ConditionalCheckFailed', item: { ...key('a'), n: 1 } }] });
  });

  it('answers no item where none stood in the way', async () => {
    const items = await engineWith();

    const written = await items.write([
      {
        Delete: {
          TableName: 'things',
          Key: key('a'),
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);

    expect(written).toEqual({ ok: false, reasons: [{ code: 'ConditionalCheckFailed' }] });
  });

  it.each<[string, Action[]]>([
    ['no action', []],
    ['an action of no kind', [{}]],
    ['an action of two kinds', [{ Put: put('a').Put, Delete: { TableName: 'things', Key: key('b') } }]],
    ['an Update without expression', [{ Update: { TableName: 'things', Key: key('a'), UpdateExpression: undefined } }]],
    ['an item without its key', [{ Put: { TableName: 'things', Item: { pk: 'p' } } }]],
    ['an unknown return value', [{ Put: { ...put('a').Put, ReturnValuesOnConditionCheckFailure: 'NEW' as 'NONE' } }]],
    ['an undefined attribute', [put('a', { n: undefined })]],
    ['an undefined attribute in a map', [put('a', { m: { n: undefined } })]],
    ['an empty attribute name', [put('a', { '': 1 })]],
    ['names without an expression', [{ Put: { ...put('a').Put, ExpressionAttributeNames: { '#n': 'n' } } }]],
  ])('refuses %s', async (_, actions) => {
    const items = await engineWith();

    await expect(items.write(actions)).rejects.toThrow(refused);
    expect((await items.scan({ TableName: 'things' })).items).toEqual([]);
  });

  it('says by name what it does not model', async () => {
    const items = await engineWith();
    const action = { Put: { ...put('a').Put, ReturnValues: 'ALL_OLD' } };

    await expect(items.write([action])).rejects.toThrow('ReturnValues of Put');
  });
});

describe('write of several actions', () => {
  it('does all of them, in any tables', async () => {
    const items = await engineWith({ ...key('a'), n: 1 }, key('b'), key('c'));

    const written = await items.write([
      { Put: { TableName: 'plain', Item: { pk: 'x' } } },
      {
        Update: {
          TableName: 'things',
          Key: key('a'),
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': 1 },
        },
      },
      { Delete: { TableName: 'things', Key: key('b') } },
      { ConditionCheck: { TableName: 'things', Key: key('c'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);

    expect(written).toEqual({ ok: true });
    expect((await items.scan({ TableName: 'things' })).items).toEqual([{ ...key('a'), n: 2 }, key('c')]);
    expect((await items.scan({ TableName: 'plain' })).items).toEqual([{ pk: 'x' }]);
  });

  it('does none of them when one condition fails, and gives every reason in order', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });

    const written = await items.write([
      {
        ConditionCheck: {
          TableName: 'things',
          Key: key('a'),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      put('new'),
      { Delete: { TableName: 'things', Key: key('absent'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);

    expect(written).toEqual({
      ok: false,
      reasons: [
        { code: 'ConditionalCheckFailed', item: { ...key('a'), n: 1 } },
        { code: 'None' },
        { code: 'ConditionalCheckFailed' },
      ],
    });
    expect((await items.scan({ TableName: 'things' })).items).toEqual([{ ...key('a'), n: 1 }]);
  });

  it('looks at every condition before it changes anything', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });
    const whileOne = { ConditionExpression: 'n = :one', ExpressionAttributeValues: { ':one': 1, ':two': 2 } };

    const written = await items.write([
      { Update: { TableName: 'things', Key: key('a'), UpdateExpression: 'SET n = :two', ...whileOne } },
      { Put: { TableName: 'things', Item: key('b'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);

    expect(written).toEqual({ ok: true });
  });

  it('is cancelled by an item that does not take its update', async () => {
    const items = await engineWith({ ...key('a'), s: 'text' });

    const written = await items.write([
      put('new'),
      {
        Update: {
          TableName: 'things',
          Key: key('a'),
          UpdateExpression: 'ADD s :n',
          ExpressionAttributeValues: { ':n': 1 },
        },
      },
    ]);

    expect(written).toEqual({ ok: false, reasons: [{ code: 'None' }, { code: 'ValidationError' }] });
    expect(await items.get([things('new')])).toEqual([undefined]);
  });

  it.each<[string, Action[]]>([
    ['one item twice', [put('a'), { Delete: { TableName: 'things', Key: key('a') } }]],
    [
      'a check of an item that it writes',
      [
        put('a'),
        { ConditionCheck: { TableName: 'things', Key: key('a'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    ],
    [
      'a check without a condition',
      [put('a'), { ConditionCheck: { TableName: 'things', Key: key('b'), ConditionExpression: undefined } }],
    ],
    ['more than 100 actions', Array.from({ length: 101 }, (_, n) => put(`${n}`))],
    ['more than 4 MB', Array.from({ length: 11 }, (_, n) => put(`${n}`, { x: 'x'.repeat(399 * 1024) }))],
    ['one bad action among good ones', [put('a'), put('')]],
  ])('refuses %s, and does nothing', async (_, actions) => {
    const items = await engineWith();

    await expect(items.write(actions)).rejects.toThrow(refused);
    expect((await items.scan({ TableName: 'things' })).items).toEqual([]);
  });

  it('keeps keys apart that read alike when joined', async () => {
    const items = await engineWith();
    const joined = ['a', 'ab'].map((pk) => ({
      Put: { TableName: 'things', Item: { pk, sk: 'abc'.slice(pk.length) } },
    }));

    expect(await items.write(joined)).toEqual({ ok: true });
  });

  it('lets nothing come between the reading and the writing of operations at the same time', async () => {
    const items = await engineWith({ ...key('a'), n: 0 });
    const addOne = async () => {
      for (let done = false; !done; ) {
        const [item] = await items.get([things('a')]);
        const { ok } = await items.write([
          {
            Update: {
              TableName: 'things',
              Key: key('a'),
              UpdateExpression: 'SET n = n + :one',
              ConditionExpression: 'n = :seen',
              ExpressionAttributeValues: { ':one': 1, ':seen': item?.['n'] },
            },
          },
        ]);
        done = ok;
      }
    };

    await Promise.all(Array.from({ length: 20 }, addOne));

    expect(await items.get([things('a')])).toEqual([{ ...key('a'), n: 20 }]);
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

function put(sk: string, attributes: Item = {}) {
  return { Put: { TableName: 'things', Item: { ...key(sk), ...attributes } } };
}

async function engineWith(...stored: Item[]) {
  const items = itemsEngine({ tables: { things: { sk: true }, plain: {} }, rows: memoryRows });
  await items.putAll('things', stored);
  return items;
}
