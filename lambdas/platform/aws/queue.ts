import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Queue, QueueUnavailable } from '../queue.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { withinDeadline } from './deadline.ts';
import { failureOf } from './sdk-failure.ts';

/** One queue of SQS. */
export function sqsQueue(url: string, client = new SQSClient(CLIENT_SETTINGS)): Queue {
  return {
    async send({ body, group, attributes = {} }) {
      const command = new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        ...(group !== undefined && { MessageGroupId: group }),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      });
      try {
        await client.send(command, withinDeadline());
      } catch (error) {
        if (failureOf(error) === 'surprise') throw error;
        throw new QueueUnavailable('SQS did not acknowledge the message', { cause: error });
      }
    },
  };
}
