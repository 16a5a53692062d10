import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { queueHandler } from '#platform/aws/queue-handler.ts';
import type { BatchOutcome, ReceivedMessage } from '#platform/queue.ts';

describe('a worker behind its event source mapping', () => {
  it('sees the whole batch at once, with attributes and receive counts', async () => {
    const batches: (readonly ReceivedMessage[])[] = [];

    await deliver(['a', 'b'], async (batch) => {
      batches.push(batch);
      return { retry: new Set() };
    });

    expect(batches).toEqual([[messageOf('a'), messageOf('b')]]);
  });

  it('reports those messages that are to be delivered again, and no other', async () => {
    const answer = await deliver(['a', 'b', 'c'], async () => ({ retry: new Set(['b']) }));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
  });

  it('reports nothing when all is done: an empty list, which Lambda takes for complete success', async () => {
    const answer = await deliver(['a'], async () => ({ retry: new Set() }));

    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('fails as a whole when the worker does, so that every message comes again', async () => {
    const answer = deliver(['a', 'b'], async () => Promise.reject(new Error('the table is gone')));

    await expect(answer).rejects.toThrow(/All records failed/);
  });
});

function deliver(ids: readonly string[], work: (batch: readonly ReceivedMessage[]) => Promise<BatchOutcome>) {
  const Records = ids.map((messageId) => ({
    messageId,
    body: `body of ${messageId}`,
    attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1000' },
    messageAttributes: { requestId: { dataType: 'String', stringValue: `request of ${messageId}` } },
  }));
  const handler = queueHandler(() => work);
  return handler({ Records } as unknown as SQSEvent, { getRemainingTimeInMillis: () => 10_000 } as Context);
}

function messageOf(id: string): ReceivedMessage {
  return { id, body: `body of ${id}`, attributes: { requestId: `request of ${id}` }, receiveCount: 2, sentAt: 1_000 };
}
