import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import { OperationFunction } from '../constructs/operation-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import type { Deployment } from '../deployment.ts';

export interface RidesServiceProps {
  readonly deployment: Deployment;
  readonly table: ITable;
}

/** Scans go from capture through the queue to the worker and into the table; readers query the table. */
export class RidesService extends Construct {
  readonly routes: readonly Route[];
  readonly queue: QueueWithDeadLetters;

  constructor(scope: Construct, id: string, { deployment, table }: RidesServiceProps) {
    super(scope, id);
    const service = 'rides';
    this.queue = new QueueWithDeadLetters(this, 'Queue', {
      deployment,
      name: 'Rides',
      visibilityTimeout: VISIBILITY_TIMEOUT,
    });
    const { queue, deadLetters } = this.queue;

    this.routes = serviceRoutes(this, {
      deployment,
      service,
      operations: services.rides,
      needs: {
        recordRide: {
          environment: { RIDES_QUEUE_URL: queue.queueUrl },
          grants: [{ action: 'sqs:SendMessage', resource: queue.queueArn }],
          hasAlias: true,
        },
        getSkierDay: {
          environment: { RIDES_TABLE_NAME: table.tableName },
          grants: [{ action: 'dynamodb:Query', resource: table.tableArn }],
        },
      },
    });

    const worker = new OperationFunction(this, 'storeRides', {
      deployment,
      service,
      operationId: 'storeRides',
      environment: { RIDES_TABLE_NAME: table.tableName, RIDES_DEAD_LETTERS_URL: deadLetters.queueUrl },
      grants: [
        ...this.queue.consuming,
        { action: 'dynamodb:BatchWriteItem', resource: table.tableArn },
        { action: 'sqs:SendMessage', resource: deadLetters.queueArn },
      ],
      timeout: WORKER_TIMEOUT,
      hasAlias: true,
    });
    this.queue.feed(worker, { batchSize: BATCH_SIZE, window: BATCHING_WINDOW });
  }
}

/** 100 messages are 4 BatchWriteItem of 25 rides; at the most, with 500 rides each, 2,000 in four lanes at 10 ms: 5 s. */
const BATCH_SIZE = 100;
/** A ride may be seen a second late; waiting for company makes a batch of 100 out of 100 batches of one. */
const BATCHING_WINDOW = Duration.seconds(1);
/** 6 × the largest batch's 5 s, for a table that throttles. */
const WORKER_TIMEOUT = Duration.seconds(30);
/** 6 × the worker's 30 s + the window of 1 s. */
const VISIBILITY_TIMEOUT = Duration.seconds(181);
