import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { streamHandler } from '#platform/aws/stream-handler.ts';
import type { ChangeRecord } from '#platform/stream.ts';

describe("a worker behind a table's stream", () => {
  it('sees the whole batch at once, each item as it is after the change', async () => {
    const batches: (readonly ChangeRecord[])[] = [];

    await deliver(async (batch) => {
      batches.push(batch);
    });

    expect(batches).toEqual([
      [
        { id: 'e1', kind: 'INSERT', item: { pk: '123#1', sk: '2022#001#0217#00021', waitTime: 3 } },
        { id: 'e2', kind: 'REMOVE' },
      ],
    ]);
  });

  it('fails as a whole when the worker does, so that the batch comes again', async () => {
    const delivery = deliver(async () => Promise.reject(new Error('the table is gone')));

    await expect(delivery).rejects.toThrow('the table is gone');
  });
});

function deliver(work: (batch: readonly ChangeRecord[]) => Promise<void>) {
  const Keys = { pk: { S: '123#1' }, sk: { S: '2022#001#0217#00021' } };
  const event: DynamoDBStreamEvent = {
    Records: [
      { eventID: 'e1', eventName: 'INSERT', dynamodb: { Keys, NewImage: { ...Keys, waitTime: { N: '3' } } } },
      { eventID: 'e2', eventName: 'REMOVE', dynamodb: { Keys } },
    ],
  };
  return streamHandler(() => work)(event, { getRemainingTimeInMillis: () => 10_000 } as Context);
}
