import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, inject, it } from 'vitest';
import { stageConfig } from '../../lib/aws/config.ts';
import { addLiftline } from '../../lib/aws/liftline.ts';
import { newApp } from './synthesis.ts';

const stages = Object.entries(inject('stages'));

describe("CloudFormation's own rules and cdk-nag's AwsSolutions", () => {
  it.each(stages)('find nothing in %s that is not acknowledged with its reason', (_, { findings }) => {
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ reason }) => !reason)).toEqual([]);
  });

  it('stop a synthesis that breaks them', () => {
    const app = newApp(join(inject('scratch'), 'planted'));
    addLiftline(app, { config: stageConfig('dev'), bundles: inject('bundles') });
    const planted = new Stack(app, 'planted');
    new Topic(planted, 'WithoutTls');
    new CfnFunction(planted, 'OldRuntime', {
      code: { zipFile: 'exports.handler = () => {}' },
      handler: 'index.handler',
      role: 'arn:aws:iam::123456789012:role/planted',
      runtime: 'nodejs20.x',
    });

    expect(() => app.synth()).toThrow(/AwsSolutions-SNS3[\s\S]*CloudFormation-Validate::W2531/);
  });
});
