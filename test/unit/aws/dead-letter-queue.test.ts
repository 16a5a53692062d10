import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { sqsDeadLetterQueue } from '#platform/aws/dead-letter-queue.ts';
import { chunksOf } from '#platform/chunks.ts';
import { QueueUnavailable } from '#platform/queue.ts';
import { type AwsWire, awsWire, type WireAnswer, type WireCommand } from '../../fakes/aws-wire.ts';
import { fakeClock } from '../../fakes/clock.ts';

let wire: AwsWire;
afterEach(() => wire.close());

describe('a letter of SQS', () => {
  it('is received with its attributes, its age and how often that was done', async () => {
    const { letters } = await lettersAnswering({ polls: [[letter('a')]] });

    const received = await letters.receive(10);

    expect(received).toEqual([
      { id: 'a', body: 'not json', attributes: { code: 'not_json' }, receiveCount: 2, sentAt: 1_768_467_600_000 },
    ]);
    expect(inputsOf('ReceiveMessage')).toMatchObject([
      { MaxNumberOfMessages: 10, VisibilityTimeout: 120, WaitTimeSeconds: 2, MessageAttributeNames: ['All'] },
    ]);
  });

  it('is asked for ten at a time, which is all that SQS gives', async () => {
    const { letters } = await lettersAnswering({ polls: [] });

    await letters.receive(50);

    expect(inputsOf('ReceiveMessage')).toMatchObject([{ MaxNumberOfMessages: 10 }]);
  });

  it('is waited for longer than the answer to any other call', async () => {
    const { letters } = await lettersAnswering({ polls: [[letter('a')]], afterMs: 3 * CALL_TIMEOUT_MS });

    expect(await letters.receive(10)).toHaveLength(1);
  });

  it('is in hand once, when SQS delivers it twice, and is deleted by its newest handle', async () => {
    const { letters } = await lettersAnswering({ polls: [[letter('a', 'old')], [letter('a', 'new')]] });

    const received = [await letters.receive(10), await letters.receive(10)];
    await letters.delete('a');
    await letters.delete('a');

    expect(received.map(({ length }) => length)).toEqual([1, 0]);
    expect(inputsOf('DeleteMessage')).toMatchObject([{ ReceiptHandle: 'new' }]);
  });

  it('is hidden anew while it is in hand, whenever a minute has passed', async () => {
    const { letters, clock } = await lettersAnswering({ polls: [[letter('a'), letter('b')], [letter('c')]] });
    await letters.receive(10);
    clock.advance(40_000);
    await letters.receive(10);
    clock.advance(20_000);

    await letters.delete('a');
    await letters.delete('b');
    clock.advance(40_000);
    await letters.delete('c');

    expect(changes()).toEqual([
      { handles: ['handle of a', 'handle of b'], seconds: [120, 120] },
      { handles: ['handle of c'], seconds: [120] },
    ]);
  });

  it('is shown to others at once when it is released, but for those that were deleted, ten in a call', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `letter-${n}`);
    const { letters } = await lettersAnswering({
      polls: chunksOf(ids, 10).map((some) => some.map((id) => letter(id))),
    });
    await letters.receive(10);
    await letters.receive(10);
    await letters.delete('letter-3');

    await letters.release(ids);
    await letters.release(ids);

    expect(changes().map(({ handles }) => handles.length)).toEqual([10, 1]);
    expect(changes().flatMap(({ handles }) => handles)).not.toContain('handle of letter-3');
    expect(new Set(changes().flatMap(({ seconds }) => seconds))).toEqual(new Set([0]));
  });

  it.each([
    ['a throttle', { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled' } }],
    ['a server error', { status: 500, body: { __type: 'com.amazonaws.sqs#InternalError' } }],
    ['no answer', 'silence'],
  ] as const)('stays in hand when deleting it met %s, so that it can be deleted again', async (_, fault) => {
    let isFaulty = true;
    const { letters } = await lettersAnswering({
      polls: [[letter('a')]],
      fault: ({ name }) => (name === 'DeleteMessage' && isFaulty ? fault : undefined),
    });
    await letters.receive(10);

    await expect(letters.delete('a')).rejects.toThrow(QueueUnavailable);
    isFaulty = false;
    await letters.delete('a');

    expect(inputsOf('DeleteMessage')).toHaveLength(2);
  });
});

interface Answers {
  /** What one poll after another finds; nothing after the last. */
  readonly polls: readonly (readonly object[])[];
  readonly afterMs?: number;
  /** Instead of the answer to a command. */
  readonly fault?: (command: WireCommand) => WireAnswer | undefined;
}

async function lettersAnswering({ polls, afterMs, fault = () => undefined }: Answers) {
  const left = [...polls];
  const answerTo = ({ name }: WireCommand) => (name === 'ReceiveMessage' ? { Messages: left.shift() ?? [] } : {});
  wire = await awsWire((command) => fault(command) ?? { body: answerTo(command), ...(afterMs && { afterMs }) });
  const clock = fakeClock();
  const url = 'https://sqs.us-east-1.amazonaws.com/000000000000/letters';
  return { letters: sqsDeadLetterQueue({ url, clock }, new SQSClient(wire.settings)), clock };
}

const BODY = 'not json';
/** That of the wire's settings. */
const CALL_TIMEOUT_MS = 100;

function letter(id: string, handle = `handle of ${id}`) {
  return {
    MessageId: id,
    ReceiptHandle: handle,
    Body: BODY,
    // The SDK checks it.
    MD5OfBody: createHash('md5').update(BODY).digest('hex'),
    Attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1768467600000' },
    MessageAttributes: { code: { DataType: 'String', StringValue: 'not_json' } },
  };
}

function inputsOf(command: string) {
  return wire.commands.filter(({ name }) => name === command).map(({ input }) => input);
}

function changes(): { readonly handles: string[]; readonly seconds: number[] }[] {
  return inputsOf('ChangeMessageVisibilityBatch').map(({ Entries }) => ({
    handles: Entries.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle),
    seconds: Entries.map(({ VisibilityTimeout }: { VisibilityTimeout: number }) => VisibilityTimeout),
  }));
}
