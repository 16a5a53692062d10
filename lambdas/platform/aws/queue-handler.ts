import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { causeOf } from '../failure.ts';
import type { Log } from '../log.ts';
import type { BatchOutcome, ReceivedMessage } from '../queue.ts';
import { withinInvocation } from './deadline.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { logOn } from './log.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';

type Worker = (batch: readonly ReceivedMessage[], log: Log) => Promise<BatchOutcome>;

/** A worker behind an event source mapping that reports batch item failures. `wire` runs once a process. */
export function queueHandler(wire: (platform: ProcessPlatform) => Worker) {
  const { platform, logger, metrics } = processPlatform();
  const work = wire(platform);
  const log = logOn(logger);

  return lambdaHandler({ logger, metrics }, async (event: SQSEvent, context: Context) => {
    // One outcome for the whole batch, so that a worker can write the rides of many messages together.
    const outcome = withinInvocation(context.getRemainingTimeInMillis(), () =>
      work(event.Records.map(messageOf), log),
    ).catch((error: unknown) => {
      log.error('batch failed', { messages: event.Records.length, cause: causeOf(error) });
      throw error;
    });

    const settle = async ({ messageId }: SQSRecord) => {
      const { retry } = await outcome;
      if (retry.has(messageId)) throw new RetainMessageOnQueue(messageId);
    };
    return processPartialResponse(event, settle, new BatchProcessor(EventType.SQS), { context });
  });
}

/** Thrown for a message that shall be delivered again; Powertools reports its id and Lambda leaves it on the queue. */
class RetainMessageOnQueue extends Error {
  override readonly name = 'RetainMessageOnQueue';

  constructor(messageId: string) {
    super(`message ${messageId} is to be delivered again`);
  }
}

function messageOf({ messageId, body, attributes, messageAttributes }: SQSRecord): ReceivedMessage {
  return {
    id: messageId,
    body,
    attributes: Object.fromEntries(
      Object.entries(messageAttributes).map(([name, { stringValue }]) => [name, stringValue ?? '']),
    ),
    receiveCount: Number(attributes.ApproximateReceiveCount),
    sentAt: Number(attributes.SentTimestamp),
  };
}
