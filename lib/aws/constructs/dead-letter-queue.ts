import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Deployment, nameOf } from '../deployment.ts';

/** For every queue of ours: encrypted, and deaf to whoever speaks without TLS. */
export const CLOSED = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** Where a source leaves what its worker could not do; named after the source, and kept for the longest that SQS keeps. */
export function deadLetterQueue(
  scope: Construct,
  { deployment, source }: { readonly deployment: Deployment; readonly source: string },
): IQueue {
  return new Queue(scope, 'DeadLetters', {
    ...CLOSED,
    queueName: nameOf(deployment, `${source}DeadLetters`),
    retentionPeriod: Duration.days(14),
  });
}
