import { describe, expect, it } from 'vitest';
import type { Action } from '#platform/items.ts';
import { engineWith, key, put, things } from '../fakes/things.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

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

  it('looks at every condition before it changes anything', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });
    const whileOne = { ConditionExpression: 'n = :one', ExpressionAttributeValues: { ':one': 1, ':two': 2 } };

    const written = await items.write([
      { Update: { TableName: 'things', Key: key('a'), UpdateExpression: 'SET n = :two', ...whileOne } },
      { Put: { TableName: 'things', Item: key('b'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);

    expect(written).toEqual({ ok: true });
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
