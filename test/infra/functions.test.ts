import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bundleHandlers } from '../../lib/aws/bundles.ts';
import { ofType, type Resource, type Synthesis, type Template } from './synthesis.ts';

const stages = inject('stages');
const bundles = inject('bundles');
const each = Object.entries(stages);
/** Fed by a queue or a stream: nobody waits for their answer. */
const workers = new Set(['liftline-dev-storeRides', 'liftline-dev-seeSkiers']);

describe('functions', () => {
  it.each(each)('of %s may do exactly what is written here', (_, { app }) => {
    const granted = grantsIn(app);

    const ownRights = granted.filter((grant) => !/: (logs|xray):/.test(grant));

    expect(ownRights.toSorted()).toEqual([
      'addSeason: dynamodb:PutItem on Views table',
      'countSkiers: dynamodb:Query on Views table',
      'createDeposit: dynamodb:BatchGetItem on Ledger table',
      'createDeposit: dynamodb:PutItem on Ledger table',
      'createDeposit: dynamodb:UpdateItem on Ledger table',
      'createWithdrawal: dynamodb:BatchGetItem on Ledger table',
      'createWithdrawal: dynamodb:PutItem on Ledger table',
      'createWithdrawal: dynamodb:UpdateItem on Ledger table',
      'getAccount: dynamodb:BatchGetItem on Ledger table',
      'getAccount: dynamodb:GetItem on Ledger table',
      'getSkierDay: dynamodb:Query on Rides table',
      'getStatistics: cloudwatch:GetMetricData on *',
      'getTransfer: dynamodb:GetItem on Ledger table',
      'getVertical: dynamodb:Query on Rides table',
      'listAccounts: dynamodb:BatchGetItem on Ledger table',
      'listAccounts: dynamodb:GetItem on Ledger table',
      'listAccounts: dynamodb:Query on Ledger index byOwner',
      'listSeasons: dynamodb:Query on Views table',
      'listTransactions: dynamodb:GetItem on Ledger table',
      'listTransactions: dynamodb:Query on Ledger table',
      'openAccount: dynamodb:GetItem on Idempotency table',
      'openAccount: dynamodb:PutItem on Idempotency table',
      'openAccount: dynamodb:PutItem on Ledger table',
      'recordRide: sqs:SendMessage on RidesQueue',
      'recordRides: sqs:SendMessage on RidesQueue',
      'seeSkiers: dynamodb:BatchGetItem on Views table',
      'seeSkiers: dynamodb:DescribeStream on Rides stream',
      'seeSkiers: dynamodb:GetItem on Views table',
      'seeSkiers: dynamodb:GetRecords on Rides stream',
      'seeSkiers: dynamodb:GetShardIterator on Rides stream',
      'seeSkiers: dynamodb:ListStreams on Rides stream',
      'seeSkiers: dynamodb:PutItem on Views table',
      'seeSkiers: dynamodb:UpdateItem on Views table',
      'seeSkiers: sqs:SendMessage on RidesStreamDeadLetters',
      'storeRides: dynamodb:BatchWriteItem on Rides table',
      'storeRides: sqs:DeleteMessage on RidesQueue',
      'storeRides: sqs:GetQueueAttributes on RidesQueue',
      'storeRides: sqs:ReceiveMessage on RidesQueue',
      'storeRides: sqs:SendMessage on RidesQueueDeadLetters',
    ]);
    // AWS has no resources to name for these.
    const resourceless = /: (xray:PutT\w+|cloudwatch:GetMetricData) on \*$/;
    expect(granted.filter((grant) => grant.includes('*') && !resourceless.test(grant))).toEqual([]);
  });

  it('take no policy but that of their role, and none of those that AWS manages', () => {
    const roles = ofType(stages.dev.app, 'AWS::IAM::Role').filter(([, { Properties }]) => Properties.ManagedPolicyArns);

    expect(ofType(stages.dev.app, 'AWS::IAM::Policy')).toEqual([]);
    expect(JSON.stringify(roles.map(([, { Properties }]) => Properties.ManagedPolicyArns))).toMatch(
      /^[^p]*\[\[.*AmazonAPIGatewayPushToCloudWatchLogs[^,]*\]\]$/,
    );
  });

  it('run on arm64 and Node.js 24, with a timeout below the 29 s of the gateway where it waits for them', () => {
    for (const [, { Properties }] of ofType(stages.dev.app, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      if (!workers.has(Properties.FunctionName)) expect(Properties.Timeout).toBeLessThan(29);
    }
  });

  it('log into groups of their own that forget', () => {
    const groups = ofType(stages.prod.app, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);

    expect(groups.every(({ RetentionInDays }) => RetentionInDays === 90)).toBe(true);
    for (const [, { Properties }] of ofType(stages.prod.app, 'AWS::Lambda::Function')) {
      expect(groups.map(({ LogGroupName }) => LogGroupName)).toContain(`/aws/lambda/${Properties.FunctionName}`);
    }
  });

  it('are reserved concurrency in prod only, within the limit of the account less 100', () => {
    const reserved = ({ app }: Synthesis) =>
      ofType(app, 'AWS::Lambda::Function').flatMap(
        ([, { Properties }]) => Properties.ReservedConcurrentExecutions ?? [],
      );
    const sum = reserved(stages.prod).reduce((total: number, each: number) => total + each, 0);

    expect(reserved(stages.dev)).toEqual([]);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(stages.prod.config.accountConcurrency - 100);
  });

  it('take no more from a queue, and keep no more warm, than is reserved for them', () => {
    const { workerConcurrencyMax, reservedConcurrency, provisionedConcurrency } = stages.prod.config;

    expect(workerConcurrencyMax).toBeLessThan(reservedConcurrency['storeRides'] ?? 0);
    for (const [operationId, { day, night }] of Object.entries(provisionedConcurrency)) {
      expect(Math.max(day.max, night.max)).toBeLessThanOrEqual(reservedConcurrency[operationId] ?? 0);
    }
  });
});

describe('bundles', () => {
  it('stay within 600 KiB each, and within 200 KiB without the SDK', () => {
    const kibibytes = Object.fromEntries(
      readdirSync(bundles).map((name) => [name, Math.ceil(statSync(join(bundles, name, 'index.mjs')).size / 1024)]),
    );

    expect(Math.max(...Object.values(kibibytes))).toBeLessThanOrEqual(600);
    expect(kibibytes['getHealth']).toBeLessThanOrEqual(200);
    expect(kibibytes['authorize']).toBeLessThanOrEqual(200);
  });

  it('are the same bytes each time, so that an unchanged function is not deployed again', () => {
    const again = bundleHandlers(join(inject('scratch'), 'bundles-again'));

    expect(hashesIn(again)).toEqual(hashesIn(bundles));
  });
});

function grantsIn(app: Template): string[] {
  return ofType(app, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const role = app[Properties.Role['Fn::GetAtt'][0]];
    const statements: Resource['Properties'][] = role?.Properties.Policies.flatMap(
      (policy: Resource['Properties']) => policy.PolicyDocument.Statement,
    );
    const operationId = Properties.FunctionName.split('-').at(-1);
    return statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map((action: string) => `${operationId}: ${action} on ${resourceIn(Resource)}`),
    );
  });
}

/** A resource of the stack by its id without the hash; of another stack by what its output says, an index by its name. */
function resourceIn(arn: Resource['Properties']): string {
  if (typeof arn === 'string') return arn;
  const id: string | undefined = arn['Fn::GetAtt']?.[0];
  if (id) return id.replace(/[0-9A-F]{8}$/, '');
  const [, name, attribute] = /FnGetAtt(\w+?)[0-9A-F]{8}(Arn|StreamArn)/.exec(JSON.stringify(arn)) ?? [];
  const [, index] = /\/index\/(\w+)/.exec(JSON.stringify(arn)) ?? [];
  if (index) return `${name} index ${index}`;
  return `${name} ${attribute === 'StreamArn' ? 'stream' : 'table'}`;
}

function hashesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name, 'index.mjs')))
        .digest('hex'),
    ]),
  );
}
