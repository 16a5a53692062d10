import { describe, expect, it } from 'vitest';
import type { Action } from '#platform/items.ts';
import { engineWith, key, put, things } from '../fakes/things.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

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
