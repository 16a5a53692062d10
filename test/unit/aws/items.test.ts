import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { withinInvocation } from '#platform/aws/deadline.ts';
import { dynamoItems } from '#platform/aws/items.ts';
import { type Action, type Items, StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { type AwsWire, awsWire, type WireAnswer, type WireCommand } from '../../fakes/aws-wire.ts';

const put: Action = {
  Put: {
    TableName: 'rides',
    Item: { pk: 'a' },
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': 'pk' },
  },
};
const ERROR = 'com.amazonaws.dynamodb.v20120810#';

let wire: AwsWire;
afterEach(() => wire.close());

describe('a read of DynamoDB', () => {
  it('is strong unless told otherwise', async () => {
    const items = await itemsAnswering(() => ({ body: {} }));

    await items.get([{ table: 'rides', key: { pk: 'a' } }]);
    await items.get([{ table: 'rides', key: { pk: 'a' } }], { consistent: false });

    expect(wire.commands.map(({ input }) => input.ConsistentRead)).toEqual([true, false]);
  });

  it('of many keys answers in the order asked, and asks again for what was left unprocessed', async () => {
    let calls = 0;
    const items = await itemsAnswering(() => {
      calls += 1;
      return calls === 1
        ? { body: { Responses: { t: [itemOf('c')] }, UnprocessedKeys: { t: { Keys: [{ pk: { S: 'a' } }] } } } }
        : { body: { Responses: { t: [itemOf('a')] } } };
    });

    const found = await items.get(['a', 'b', 'c'].map((pk) => ({ table: 't', key: { pk } })));

    expect(found).toEqual([{ pk: 'a' }, undefined, { pk: 'c' }]);
    expect(wire.commands.map(({ name }) => name)).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it('of two tables tells equal keys of them apart, and asks again for the one that is left', async () => {
    const items = await itemsAnswering(() =>
      wire.commands.length === 1
        ? { body: { Responses: { t: [itemOf('a', 1)] }, UnprocessedKeys: { u: { Keys: [{ pk: { S: 'a' } }] } } } }
        : { body: { Responses: { u: [itemOf('a', 2)] } } },
    );

    const found = await items.get(['u', 't'].map((table) => ({ table, key: { pk: 'a' } })));

    expect(found).toEqual([
      { pk: 'a', n: 2 },
      { pk: 'a', n: 1 },
    ]);
    expect(wire.commands.map(({ input }) => Object.keys(input.RequestItems))).toEqual([['u', 't'], ['u']]);
  });

  it.each(['throttle', 'server error', 'silence'] as const)(
    'that met %s says that the store is unavailable',
    async (fault) => {
      const items = await itemsAnswering(() => FAULTS[fault]);

      await expect(items.get([{ table: 'rides', key: { pk: 'a' } }])).rejects.toThrow(StoreUnavailable);
    },
  );
});

describe('a write to DynamoDB', () => {
  it('of one action is that action, and of more a transaction', async () => {
    const items = await itemsAnswering(() => ({ body: {} }));

    await items.write([put]);
    await items.write([
      put,
      {
        Update: {
          TableName: 'rides',
          Key: { pk: 'b' },
          UpdateExpression: 'SET #n = :n',
          ExpressionAttributeNames: { '#n': 'n' },
          ExpressionAttributeValues: { ':n': 1 },
        },
      },
    ]);

    expect(wire.commands.map(({ name }) => name)).toEqual(['PutItem', 'TransactWriteItems']);
  });

  it('answers a failed condition with the item that stood in the way', async () => {
    const items = await itemsAnswering(() => refused('ConditionalCheckFailedException', { Item: itemOf('a', 7) }));

    const written = await items.write([put]);

    expect(written).toEqual({ ok: false, reasons: [{ code: 'ConditionalCheckFailed', item: { pk: 'a', n: 7 } }] });
  });

  it('answers a cancelled transaction with every reason in the order of the actions', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: itemOf('b', 1) }];
    const items = await itemsAnswering(() => refused('TransactionCanceledException', { CancellationReasons }));

    const written = await items.write([put, put]);

    expect(written).toEqual({
      ok: false,
      reasons: [{ code: 'None' }, { code: 'ConditionalCheckFailed', item: { pk: 'b', n: 1 } }],
    });
  });

  it('answers a cancelled transaction with maps, lists and numbers as the store wrote them', async () => {
    const Item = {
      pk: { S: 'A#1' },
      balance: { N: '9007199254740991' },
      open: { BOOL: true },
      holds: { M: { h: { L: [{ N: '1' }, { NULL: true }] } } },
    };
    const CancellationReasons = [{ Code: 'ConditionalCheckFailed', Item }, { Code: 'TransactionConflict' }];
    const items = await itemsAnswering(() => refused('TransactionCanceledException', { CancellationReasons }));

    const written = await items.write([put, put]);

    expect(written).toEqual({
      ok: false,
      reasons: [
        {
          code: 'ConditionalCheckFailed',
          item: { pk: 'A#1', balance: 9_007_199_254_740_991, open: true, holds: { h: [1, null] } },
        },
        { code: 'TransactionConflict' },
      ],
    });
  });

  it.each([
    ['throttle', StoreUnavailable],
    ['server error', UnknownOutcome],
    ['silence', UnknownOutcome],
  ] as const)('that met %s throws what is known of it', async (fault, effect) => {
    const items = await itemsAnswering(() => FAULTS[fault]);

    await expect(items.write([put])).rejects.toThrow(effect);
  });

  it('that met a throttle after an attempt without an answer may have happened', async () => {
    const items = await itemsAnswering(() => (wire.commands.length === 1 ? 'silence' : FAULTS.throttle), 2);

    await expect(items.write([put])).rejects.toThrow(UnknownOutcome);
  });

  it('throws a defect of ours as it is', async () => {
    const items = await itemsAnswering(() => refused('ValidationException'));

    await expect(items.write([put])).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});

describe('putting many items', () => {
  const sixty = Array.from({ length: 60 }, (_, index) => ({ pk: String(index) }));

  it('goes in batches of 25 and puts again what was left unprocessed', async () => {
    const stored = new Set<string>();
    let isFirst = true;
    const items = await itemsAnswering(({ input }) => {
      const requests: PutRequest[] = input.RequestItems.rides;
      const left = isFirst ? requests.slice(0, 5) : [];
      isFirst = false;
      for (const { PutRequest } of requests.slice(left.length)) stored.add(PutRequest.Item.pk.S);
      return { body: { UnprocessedItems: left.length > 0 ? { rides: left } : {} } };
    });

    const unprocessed = await items.putAll('rides', sixty);

    expect(unprocessed).toEqual([]);
    expect(stored.size).toBe(60);
    expect(Math.max(...wire.commands.map(({ input }) => input.RequestItems.rides.length))).toBe(25);
  });

  it.each(['throttle', 'server error', 'silence'] as const)('answers the items that met %s', async (fault) => {
    const items = await itemsAnswering(() => FAULTS[fault]);

    const unprocessed = await items.putAll('rides', sixty);

    expect(new Set(unprocessed)).toEqual(new Set(sixty));
    expect(unprocessed).toHaveLength(60);
  });

  it('answers what is left when the invocation has no time for another attempt', async () => {
    const items = await itemsAnswering(({ input }) => ({ body: { UnprocessedItems: input.RequestItems } }));

    const unprocessed = await withinInvocation(1_000, () => items.putAll('rides', [{ pk: 'a' }]));

    expect(unprocessed).toEqual([{ pk: 'a' }]);
    expect(wire.commands).toHaveLength(1);
  });
});

const FAULTS = {
  throttle: refused('ThrottlingException'),
  'server error': { status: 500, body: { __type: `${ERROR}InternalServerError` } },
  silence: 'silence',
} as const;

interface PutRequest {
  readonly PutRequest: { readonly Item: { readonly pk: { readonly S: string } } };
}

async function itemsAnswering(answer: (command: WireCommand) => WireAnswer, maxAttempts = 1): Promise<Items> {
  wire = await awsWire(answer);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...wire.settings, maxAttempts }));
  return dynamoItems({ random: { fraction: () => 0, uuid: () => '' }, timers: { sleep: async () => {} } }, client);
}

function itemOf(pk: string, n?: number): object {
  return { pk: { S: pk }, ...(n !== undefined && { n: { N: String(n) } }) };
}

function refused(type: string, rest: object = {}): WireAnswer {
  return { status: 400, body: { __type: `${ERROR}${type}`, message: type, ...rest } };
}
