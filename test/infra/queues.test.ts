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
  const sources = [...queues.values()].filter(({ Properties }) => Properties.RedrivePolicy);

  it('each have dead letters, which keep a message longer than the source', () => {
    const deadLetterIds = sources.map(
      ({ Properties }) => Properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0],
    );

    expect(sources.length + new Set(deadLetterIds).size).toBe(queues.size);
    for (const [index, { Properties }] of sources.entries()) {
      expect(Properties.MessageRetentionPeriod).toBe(10 * 86_400);
      expect(queues.get(deadLetterIds[index])?.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
      expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
    }
  });

  it('are encrypted and refuse to be spoken to without TLS', () => {
    const closed = ofType(stages.dev.app, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => Properties.Queues);

    expect(closed.map(({ Ref }: { Ref: string }) => Ref).toSorted()).toEqual([...queues.keys()].toSorted());
    expect([...queues.values()].every(({ Properties }) => Properties.SqsManagedSseEnabled)).toBe(true);
  });

  it('hide a message for at least 6 × the timeout of its worker and the window', () => {
    for (const [, { Properties }] of ofType(stages.dev.app, 'AWS::Lambda::EventSourceMapping')) {
      const queue = queues.get(Properties.EventSourceArn['Fn::GetAtt'][0]);
      const worker = functionNamed(stages.dev, 'liftline-dev-storeRides');

      const least = 6 * worker.Timeout + Properties.MaximumBatchingWindowInSeconds;

      expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(least);
    }
  });

  it('feed their workers in batches, of which single messages can fail, and filter nothing away', () => {
    for (const [, { Properties }] of ofType(stages.dev.app, 'AWS::Lambda::EventSourceMapping')) {
      expect(Properties).toMatchObject({ BatchSize: 100, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(Properties.FilterCriteria).toBeUndefined();
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
});

function functionNamed({ app }: Synthesis, name: string): Resource['Properties'] {
  const found = ofType(app, 'AWS::Lambda::Function').find(([, { Properties }]) => Properties.FunctionName === name);
  return found?.[1].Properties;
}
