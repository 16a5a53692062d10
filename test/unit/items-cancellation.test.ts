import { describe, expect, it } from 'vitest';
import type { Action } from '#platform/items.ts';
import { engineWith, key, put, things } from '../fakes/things.ts';

describe('a transaction', () => {
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

  it.each<[string, string, unknown]>([
    ['a number is added to text', 'ADD s :v', 1],
    ['there is no map', 'SET holds.a = :v', 1],
    ['there is nothing to add to', 'SET n = absent + :v', 1],
    ['it would be larger than 400 KB', 'SET s = :v', 'x'.repeat(400 * 1024)],
  ])('is cancelled where %s, by that action alone', async (_, UpdateExpression, value) => {
    const items = await engineWith({ ...key('a'), s: 'text' });

    const written = await items.write([
      put('new'),
      {
        Update: {
          TableName: 'things',
          Key: key('a'),
          UpdateExpression,
          ExpressionAttributeValues: { ':v': value },
        },
      },
      { Put: { ...put('b').Put, ConditionExpression: 'attribute_exists(pk)' } },
    ]);

    expect(written).toEqual({
      ok: false,
      reasons: [{ code: 'None' }, { code: 'ValidationError' }, { code: 'ConditionalCheckFailed' }],
    });
    expect(await items.get([things('new')])).toEqual([undefined]);
  });

  it('is thrown out as a whole where a number leaves what is exact', async () => {
    const items = await engineWith({ ...key('a'), n: 1 });
    const add = {
      TableName: 'things',
      Key: key('a'),
      UpdateExpression: 'ADD n :v',
      ExpressionAttributeValues: { ':v': Number.MAX_SAFE_INTEGER },
    };

    const written = items.write([put('new'), { Update: add }]);

    await expect(written).rejects.toThrow('safe integer');
    expect(await items.get([things('new'), things('a')])).toEqual([undefined, { ...key('a'), n: 1 }]);
  });

  it('moves money under a revision once: the next one with it is told by what it has lost', async () => {
    const items = await engineWith({ ...key('A'), balance: 10, revision: 3, holds: { old: 1 } });
    const transfer = (id: string): Action[] => [
      { Put: { ...put(`T#${id}`, { amount: 5 }).Put, ...ifAbsent } },
      {
        Update: {
          TableName: 'things',
          Key: key('A'),
          UpdateExpression: 'SET balance = :b, revision = :next, holds.#new = :five REMOVE holds.#old',
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeNames: { '#new': id, '#old': 'old' },
          ExpressionAttributeValues: { ':b': 5, ':next': 4, ':seen': 3, ':five': 5 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      {
        Update: {
          TableName: 'plain',
          Key: { pk: 'H' },
          UpdateExpression: 'ADD debits :five, entries :one',
          ExpressionAttributeValues: { ':five': 5, ':one': 1 },
        },
      },
    ];

    const written = await items.write(transfer('1'));
    const again = await items.write(transfer('1'));
    const late = await items.write(transfer('2'));

    const account = { ...key('A'), balance: 5, revision: 4, holds: { 1: 5 } };
    expect(written).toEqual({ ok: true });
    expect(again).toEqual({
      ok: false,
      reasons: [
        { code: 'ConditionalCheckFailed', item: { ...key('T#1'), amount: 5 } },
        { code: 'ConditionalCheckFailed', item: account },
        { code: 'None' },
      ],
    });
    expect(late).toEqual({
      ok: false,
      reasons: [{ code: 'None' }, { code: 'ConditionalCheckFailed', item: account }, { code: 'None' }],
    });
    expect(await items.get([things('A'), { table: 'plain', key: { pk: 'H' } }])).toEqual([
      account,
      { pk: 'H', debits: 5, entries: 1 },
    ]);
  });
});

const ifAbsent = {
  ConditionExpression: 'attribute_not_exists(pk)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;
