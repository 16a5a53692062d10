import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { causeOf } from '../failure.ts';
import type { Item } from '../items.ts';
import type { Log } from '../log.ts';
import type { ChangeRecord } from '../stream.ts';
import { withinInvocation } from './deadline.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { logOn } from './log.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';

type Worker = (batch: readonly ChangeRecord[], log: Log) => Promise<void>;

/**
 * A worker behind a table's stream. When it fails, the whole batch comes again, halved as often as it takes: a worker
 * must bear any record twice anyway, so it has no need to name the one at which it stopped.
 */
export function streamHandler(wire: (platform: ProcessPlatform) => Worker) {
  const { platform, logger, metrics } = processPlatform();
  const work = wire(platform);
  const log = logOn(logger);

  return lambdaHandler({ logger, metrics }, async ({ Records }: DynamoDBStreamEvent, context: Context) => {
    try {
      await withinInvocation(context.getRemainingTimeInMillis(), () => work(Records.map(changeOf), log));
    } catch (error) {
      log.error('stream batch failed', { records: Records.length, cause: causeOf(error) });
      throw error;
    }
  });
}

/** Names, kind and image are there in every record of a stream of new images, though the types say otherwise. */
function changeOf({ eventID, eventName, dynamodb }: DynamoDBRecord): ChangeRecord {
  if (!eventID || !eventName) throw new Error('A record of the stream has no name or no kind');
  const image = dynamodb?.NewImage;
  return { id: eventID, kind: eventName, ...(image && { item: itemOf(image) }) };
}

/** The same JSON, of which @types/aws-lambda and the SDK each have a type of their own. */
function itemOf(image: object): Item {
  return unmarshall(image as Parameters<typeof unmarshall>[0]);
}
