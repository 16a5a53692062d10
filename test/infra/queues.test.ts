import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { describe, expect, inject, it } from 'vitest';
import { stageConfig } from '../../lib/aws/config.ts';
import { OperationFunction } from '../../lib/aws/constructs/operation-function.ts';
import { QueueWithDeadLetters } from '../../lib/aws/constructs/queue-with-dead-letters.ts';
import { newApp, ofType, type Resource, type Synthesis } from './synthesis.ts';

const stages = inject('stages');
const bundles = inject('bundles');

describe('queues', () => {
  const queues = new Map(ofType(stages.dev.app, 'AWS::SQS::Queue'));
  const feeds = ofType(stages.dev.app, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
  const fromQueues = feeds.filter(({ ScalingConfig }) => ScalingConfig);

  it('each have dead letters, which keep a message longer than the source', () => {
    const sources = [...queues.values()]
      .map(({ Properties }) => Properties)
      .filter(({ RedrivePolicy }) => RedrivePolicy);
    const deadLettersOf = sources.map(({ RedrivePolicy }) => queueIn(RedrivePolicy.deadLetterTargetArn));
    const deadLettersOfStreams = feeds.flatMap(({ DestinationConfig }) =>
      DestinationConfig ? [queueIn(DestinationConfig.OnFailure.Destination)] : [],
    );

    expect(sources.length + new Set([...deadLettersOf, ...deadLettersOfStreams]).size).toBe(queues.size);
    for (const { MessageRetentionPeriod, RedrivePolicy } of sources) {
      expect(MessageRetentionPeriod).toBe(10 * 86_400);
      expect(RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
    }
    for (const deadLetters of [...deadLettersOf, ...deadLettersOfStreams]) {
      expect(deadLetters?.MessageRetentionPeriod).toBe(14 * 86_400);
    }
  });

  it('are encrypted and refuse to be spoken to without TLS', () => {
    const closed = ofType(stages.dev.app, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => Properties.Queues);

    expect(closed.map(({ Ref }: { Ref: string }) => Ref).toSorted()).toEqual([...queues.keys()].toSorted());
    expect([...queues.values()].every(({ Properties }) => Properties.SqsManagedSseEnabled)).toBe(true);
  });

  it('hide a message for at least 6 × the timeout of its worker and the window', () => {
    for (const { EventSourceArn, MaximumBatchingWindowInSeconds } of fromQueues) {
      const worker = functionNamed(stages.dev, 'liftline-dev-storeRides');

      const least = 6 * worker.Timeout + MaximumBatchingWindowInSeconds;

      expect(queueIn(EventSourceArn)?.VisibilityTimeout).toBeGreaterThanOrEqual(least);
    }
  });

  it('feed their workers in batches, of which single messages can fail, and filter nothing away', () => {
    expect(fromQueues).toHaveLength(1);
    for (const feed of fromQueues) {
      expect(feed).toMatchObject({ BatchSize: 100, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(feed.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(feed.FilterCriteria).toBeUndefined();
    }
  });

  it.each([
    [
      'a visibility timeout below 6 × timeout + window',
      { name: 'Hasty', visibilityTimeout: Duration.seconds(60) },
      /at least 61 s/,
    ],
    [
      'a message buried after fewer than 5 deliveries',
      { name: 'Impatient', visibilityTimeout: Duration.seconds(61), maxReceiveCount: 3 },
      /below AWS's 5/,
    ],
  ])('fail to synthesise with %s', (_, wrong, message) => {
    const app = newApp(join(inject('scratch'), wrong.name));
    const stack = new Stack(app, 'planted');
    const deployment = { config: stageConfig('dev'), bundles };
    const queue = new QueueWithDeadLetters(stack, 'Queue', { deployment, ...wrong });
    const worker = new OperationFunction(stack, 'storeRides', {
      deployment,
      service: 'rides',
      operationId: 'storeRides',
    });
    queue.feed(worker, { batchSize: 100, window: Duration.seconds(1) });

    expect(() => app.synth()).toThrow(message);
  });

  function queueIn(arn: Resource['Properties']): Resource['Properties'] {
    return queues.get(arn['Fn::GetAtt'][0])?.Properties;
  }
});

function functionNamed({ app }: Synthesis, name: string): Resource['Properties'] {
  const found = ofType(app, 'AWS::Lambda::Function').find(([, { Properties }]) => Properties.FunctionName === name);
  return found?.[1].Properties;
}
