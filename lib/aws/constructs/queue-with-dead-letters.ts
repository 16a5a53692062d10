import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Deployment, nameOf } from '../deployment.ts';
import { CLOSED, deadLetterQueue } from './dead-letter-queue.ts';
import type { Grant, OperationFunction } from './operation-function.ts';

export interface QueueWithDeadLettersProps {
  readonly deployment: Deployment;
  /** The queue's name within the stage; its dead letters lie in `{name}DeadLetters`. */
  readonly name: string;
  /** How long a message that was received stays hidden: at least 6 × the worker's timeout + the batching window. */
  readonly visibilityTimeout: Duration;
  /**
   * Deliveries before a message is a dead letter. AWS asks for at least 5, so that throttles and deploys kill nothing.
   * @default 5
   */
  readonly maxReceiveCount?: number;
}

/** A message is deleted at an age that counts from its first day, among the dead letters too: those are kept for 14. */
const SOURCE_RETENTION = Duration.days(10);

/** A standard queue that nothing gets lost from: there is no way to have one without its dead letters. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  readonly #props: QueueWithDeadLettersProps;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    this.#props = props;
    const { deployment, name, visibilityTimeout, maxReceiveCount = 5 } = props;

    this.deadLetters = deadLetterQueue(this, { deployment, source: name });
    this.queue = new Queue(this, 'Resource', {
      ...CLOSED,
      queueName: nameOf(deployment, name),
      retentionPeriod: SOURCE_RETENTION,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.node.addValidation({
      validate: () => (maxReceiveCount < 5 ? [`${name}: maxReceiveCount ${maxReceiveCount} is below AWS's 5`] : []),
    });
  }

  /** What a worker has to be granted to be fed from the queue. */
  get consuming(): readonly Grant[] {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;
    return actions.map((action) => ({ action, resource: this.queue.queueArn }));
  }

  /** Feeds a worker with batches, of which it reports the messages that it wants again. No filter: it would delete. */
  feed(
    worker: OperationFunction,
    { batchSize, window }: { readonly batchSize: number; readonly window: Duration },
  ): void {
    const { deployment, name, visibilityTimeout } = this.#props;
    new EventSourceMapping(this, 'Feed', {
      target: worker.target,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxBatchingWindow: window,
      maxConcurrency: deployment.config.workerConcurrencyMax,
      reportBatchItemFailures: true,
    });

    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: nothing in the library checks it.
    const leastSeconds = 6 * worker.timeout.toSeconds() + window.toSeconds();
    this.node.addValidation({
      validate: () =>
        visibilityTimeout.toSeconds() < leastSeconds
          ? [`${name}: visibilityTimeout must be at least ${leastSeconds} s (6 × the worker's timeout + the window)`]
          : [],
    });
  }
}
