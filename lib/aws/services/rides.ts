import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import { type Needs, OperationFunction } from '../constructs/operation-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import { StreamWithDeadLetters } from '../constructs/stream-with-dead-letters.ts';
import type { Deployment } from '../deployment.ts';

export interface RidesServiceProps {
  readonly deployment: Deployment;
  /** With a stream. */
  readonly rides: ITable;
  readonly views: ITable;
}

/**
 * Scans go from capture through the queue to a worker and into the rides table, whose stream a second worker follows to
 * keep the views. Readers query the tables.
 */
export class RidesService extends Construct {
  readonly routes: readonly Route[];
  readonly queue: QueueWithDeadLetters;
  readonly stream: StreamWithDeadLetters;

  constructor(scope: Construct, id: string, { deployment, rides, views }: RidesServiceProps) {
    super(scope, id);
    const service = 'rides';
    this.queue = new QueueWithDeadLetters(this, 'Queue', {
      deployment,
      name: 'Rides',
      visibilityTimeout: VISIBILITY_TIMEOUT,
    });
    this.stream = new StreamWithDeadLetters(this, 'Stream', { deployment, name: 'RidesStream', table: rides });
    const { queue, deadLetters } = this.queue;

    const capturing: Needs = {
      environment: { RIDES_QUEUE_URL: queue.queueUrl },
      grants: [{ action: 'sqs:SendMessage', resource: queue.queueArn }],
      takenBackBy: ['rides-capture-5xx'],
    };
    const readingRides: Needs = {
      environment: { RIDES_TABLE_NAME: rides.tableName },
      grants: [{ action: 'dynamodb:Query', resource: rides.tableArn }],
    };
    const onViews = (action: `dynamodb:${string}`): Needs => ({
      environment: { VIEWS_TABLE_NAME: views.tableName },
      grants: [{ action, resource: views.tableArn }],
    });
    this.routes = serviceRoutes(this, {
      deployment,
      service,
      operations: services.rides,
      needs: {
        recordRide: capturing,
        recordRides: capturing,
        getSkierDay: readingRides,
        getVertical: readingRides,
        countSkiers: onViews('dynamodb:Query'),
        listSeasons: onViews('dynamodb:Query'),
        addSeason: onViews('dynamodb:PutItem'),
      },
    });

    const storing = new OperationFunction(this, 'storeRides', {
      deployment,
      service,
      operationId: 'storeRides',
      environment: { RIDES_TABLE_NAME: rides.tableName, RIDES_DEAD_LETTERS_URL: deadLetters.queueUrl },
      grants: [
        ...this.queue.consuming,
        { action: 'dynamodb:BatchWriteItem', resource: rides.tableArn },
        { action: 'sqs:SendMessage', resource: deadLetters.queueArn },
      ],
      timeout: STORING_TIMEOUT,
      takenBackBy: ['rides-worker-errors', 'rides-dead-letters'],
    });
    this.queue.feed(storing, { batchSize: MESSAGES_A_BATCH, window: BATCHING_WINDOW });

    const seeing = new OperationFunction(this, 'seeSkiers', {
      deployment,
      service,
      operationId: 'seeSkiers',
      environment: { VIEWS_TABLE_NAME: views.tableName },
      grants: [
        ...this.stream.consuming,
        // Of one key it asks with GetItem; a transaction takes the rights of the actions in it.
        ...(['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'] as const).map((name) => ({
          action: `dynamodb:${name}` as const,
          resource: views.tableArn,
        })),
      ],
      timeout: SEEING_TIMEOUT,
      takenBackBy: ['rides-view-errors'],
    });
    this.stream.feed(seeing, { batchSize: RECORDS_A_BATCH, window: BATCHING_WINDOW });
  }
}

/** 100 messages are 4 BatchWriteItem of 25 rides; at the most, with 500 rides each, 2,000 in four lanes at 10 ms: 5 s. */
const MESSAGES_A_BATCH = 100;
/** A ride may be seen a second late; waiting for company makes a batch of 100 out of 100 batches of one. */
const BATCHING_WINDOW = Duration.seconds(1);
/** 6 × the largest batch's 5 s, for a table that throttles. */
const STORING_TIMEOUT = Duration.seconds(30);
/** 6 × the worker's 30 s + the window of 1 s. */
const VISIBILITY_TIMEOUT = Duration.seconds(181);

/**
 * Mostly of skiers who were seen before: 10 BatchGetItem at 10 ms. In the first minute of a day all are new: 10 resorts
 * × 2 transactions at 30 ms more, 0.7 s in all; so one batch a shard at a time views 1,400 records a second and more,
 * and a shard, which is one partition of the table, brings 1,000 at the most.
 */
const RECORDS_A_BATCH = 1_000;
/** 1,000 records of 1,000 resort-days, a transaction each at 30 ms, twice over. */
const SEEING_TIMEOUT = Duration.seconds(60);
