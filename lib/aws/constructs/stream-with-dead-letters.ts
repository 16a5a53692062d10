import { Duration, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { Grant, OperationFunction } from './operation-function.ts';

export interface StreamWithDeadLettersProps {
  readonly deployment: Deployment;
  /** The stream's name; its dead letters lie in `{name}DeadLetters`. */
  readonly name: string;
  /** A table that has a stream. */
  readonly table: ITable;
}

/**
 * A stream forgets a record after 24 hours. Until 20 of them have passed a failed batch is tried again, so that no outage
 * of a night costs a record; then the records give way to those behind them, with time left to read them by hand.
 */
const RECORD_AGE_MAX = Duration.hours(20);

/**
 * The changes of a table, for a worker. What it could not take ends as a dead letter, which does not hold the records
 * but only where in the stream they are ("Retain discarded batches" in Lambda's guide).
 */
export class StreamWithDeadLetters extends Construct {
  readonly deadLetters: IQueue;
  readonly #streamArn: string;

  constructor(scope: Construct, id: string, { deployment, name, table }: StreamWithDeadLettersProps) {
    super(scope, id);
    if (!table.tableStreamArn) throw new Error(`${name}: the table has no stream`);
    this.#streamArn = table.tableStreamArn;
    this.deadLetters = deadLetterQueue(this, { deployment, source: name });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue, of a stream, where the rule knows those of queues only.',
    });
  }

  /** What a worker has to be granted to be fed from the stream. */
  get consuming(): readonly Grant[] {
    const actions = [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ] as const;
    return [
      ...actions.map((action) => ({ action, resource: this.#streamArn })),
      { action: 'sqs:SendMessage', resource: this.deadLetters.queueArn },
    ];
  }

  /** Feeds a worker from the oldest record on. No filter, as for queues: what a worker ignores, its tests can see. */
  feed(
    worker: OperationFunction,
    { batchSize, window }: { readonly batchSize: number; readonly window: Duration },
  ): void {
    new EventSourceMapping(this, 'Feed', {
      target: worker.target,
      eventSourceArn: this.#streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: window,
      // Halving finds the one record that fails, and does not count as a retry.
      bisectBatchOnError: true,
      maxRecordAge: RECORD_AGE_MAX,
      onFailure: new SqsDlq(this.deadLetters),
    });
  }
}
