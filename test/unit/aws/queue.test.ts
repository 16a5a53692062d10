import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { sqsQueue } from '#platform/aws/queue.ts';
import { type Queue, QueueUnavailable } from '#platform/queue.ts';
import { type AwsWire, awsWire, type WireAnswer } from '../../fakes/aws-wire.ts';

let wire: AwsWire;
afterEach(() => wire.close());

describe('sending to SQS', () => {
  it('carries the body, the group and the attributes', async () => {
    const queue = await queueAnswering({ body: { MD5OfMessageBody: createHash('md5').update('scan').digest('hex') } });

    await queue.send({ body: 'scan', group: '1', attributes: { requestId: 'r' } });

    expect(wire.commands).toMatchObject([
      {
        name: 'SendMessage',
        input: {
          MessageBody: 'scan',
          MessageGroupId: '1',
          MessageAttributes: { requestId: { DataType: 'String', StringValue: 'r' } },
        },
      },
    ]);
  });

  it.each([
    ['a throttle', { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled' } }],
    ['a server error', { status: 500, body: { __type: 'com.amazonaws.sqs#InternalError' } }],
    ['no answer', 'silence'],
    ['the checksum of another body', { body: { MD5OfMessageBody: '0'.repeat(32) } }],
  ] as const)('is not acknowledged after %s', async (_, answer) => {
    const queue = await queueAnswering(answer);

    await expect(queue.send({ body: 'scan' })).rejects.toThrow(QueueUnavailable);
  });
});

async function queueAnswering(answer: WireAnswer): Promise<Queue> {
  wire = await awsWire(() => answer);
  return sqsQueue('https://sqs.us-east-1.amazonaws.com/000000000000/rides', new SQSClient(wire.settings));
}
