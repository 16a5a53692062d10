import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, inject, it } from 'vitest';
import { alarmsOf } from '../../lib/alarms.ts';
import { stageConfig } from '../../lib/aws/config.ts';
import { StoreTable } from '../../lib/aws/constructs/store-table.ts';
import { StreamWithDeadLetters } from '../../lib/aws/constructs/stream-with-dead-letters.ts';
import { newApp, ofType } from './synthesis.ts';

const { app, data } = inject('stages').dev;
const feeds = ofType(app, 'AWS::Lambda::EventSourceMapping')
  .map(([, { Properties }]) => Properties)
  .filter(({ StartingPosition }) => StartingPosition);

describe('the stream of the rides', () => {
  it('tells of every change with the item as it is afterwards, from the oldest change on, unfiltered', () => {
    const streams = ofType(data, 'AWS::DynamoDB::Table').flatMap(([id, { Properties }]) =>
      Properties.StreamSpecification ? [{ id, ...Properties.StreamSpecification }] : [],
    );

    expect(streams).toEqual([{ id: 'RidesE16D08B4', StreamViewType: 'NEW_IMAGE' }]);
    expect(feeds).toHaveLength(1);
    expect(feeds[0]).toMatchObject({ StartingPosition: 'TRIM_HORIZON', BatchSize: 1_000 });
    expect(feeds[0].FilterCriteria).toBeUndefined();
  });

  it('halves a batch that fails, tries it again for as long as it is young, and names what it gives up', () => {
    const [{ BisectBatchOnFunctionError, MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds, DestinationConfig }] =
      feeds;
    const [deadLetters] = ofType(app, 'AWS::SQS::Queue').filter(
      ([id]) => id === DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0],
    );

    expect(BisectBatchOnFunctionError).toBe(true);
    expect(MaximumRetryAttempts).toBe(-1);
    expect(MaximumRecordAgeInSeconds).toBeLessThan(STREAM_RETENTION_SECONDS);
    expect(deadLetters?.[1].Properties.QueueName).toBe('liftline-dev-RidesStreamDeadLetters');
  });

  it('wakes somebody in time to mend the worker before records are given up', () => {
    const lateMs = alarmsOf.rides.flatMap(({ metric, threshold }) =>
      metric.of === 'function' && metric.name === 'IteratorAge' ? [threshold.value] : [],
    );

    expect(lateMs).toEqual([3_600_000, 12 * 3_600_000]);
    expect(Math.max(...lateMs)).toBeLessThan(feeds[0].MaximumRecordAgeInSeconds * 1_000);
  });

  it('cannot be that of a table which has none', () => {
    const stack = new Stack(newApp(join(inject('scratch'), 'no-stream')), 'planted');
    const deployment = { config: stageConfig('dev'), bundles: inject('bundles') };
    const { table } = new StoreTable(stack, 'Silent', { deployment });

    expect(() => new StreamWithDeadLetters(stack, 'Stream', { deployment, name: 'Silent', table })).toThrow(
      'the table has no stream',
    );
  });
});

/** DynamoDB's own: "Change data capture for DynamoDB Streams". */
const STREAM_RETENTION_SECONDS = 24 * 3_600;
