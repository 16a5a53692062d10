import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bundleHandlers } from '../../lib/aws/bundles.ts';
import { rights } from './rights.ts';
import { ofType, type Resource, type Synthesis, type Template } from './synthesis.ts';

const stages = inject('stages');
const bundles = inject('bundles');
const each = Object.entries(stages);
/** Fed by a queue or a stream, or called by a schedule: nobody waits for their answer. */
const workers = new Set(['liftline-dev-storeRides', 'liftline-dev-seeSkiers', 'liftline-dev-reconcileLedger']);

describe('functions', () => {
  it.each(each)('of %s may do exactly what is written here', (_, { app, data }) => {
    const granted = [...grantsIn(app), ...grantsIn(data)];

    const ownRights = granted.filter((grant) => !/: (logs|xray|ec2|elasticache):/.test(grant));

    expect(ownRights.toSorted()).toEqual(rights);
    // AWS has no resources to name for these.
    const resourceless = /: (xray:PutT\w+|cloudwatch:GetMetricData|ec2:\w+) on \*$/;
    expect(granted.filter((grant) => grant.includes('*') && !resourceless.test(grant))).toEqual([]);
  });

  it('in the network of the cache are those that read it, and what Lambda does for them there is all they may besides', () => {
    const networked = ({ app }: Synthesis) =>
      ofType(app, 'AWS::Lambda::Function').filter(([, { Properties }]) => Properties.VpcConfig);
    const beside = ({ app }: Synthesis) => grantsIn(app).filter((grant) => /: (ec2|elasticache):/.test(grant));

    expect(networked(stages.dev).map(([, { Properties }]) => Properties.FunctionName)).toEqual([
      'liftline-dev-getForecast',
    ]);
    expect(beside(stages.dev).toSorted()).toEqual([
      'getForecast: ec2:AssignPrivateIpAddresses on *',
      'getForecast: ec2:CreateNetworkInterface on *',
      'getForecast: ec2:DeleteNetworkInterface on *',
      'getForecast: ec2:DescribeNetworkInterfaces on *',
      'getForecast: ec2:DescribeSubnets on *',
      'getForecast: ec2:UnassignPrivateIpAddresses on *',
      'getForecast: elasticache:Connect on Cache',
      'getForecast: elasticache:Connect on CacheReader',
    ]);
    expect([...networked(stages.sandbox), ...beside(stages.sandbox)]).toEqual([]);
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
  it('stay within 600 KiB each, 720 with the client of the cache or the document of the API, and within 200 KiB without the SDK', () => {
    const kibibytes = Object.fromEntries(
      readdirSync(bundles).map((name) => [name, Math.ceil(statSync(join(bundles, name, 'index.mjs')).size / 1024)]),
    );

    const { getForecast, getStatistics, ...others } = kibibytes;
    expect(Math.max(...Object.values(others))).toBeLessThanOrEqual(600);
    expect(getForecast).toBeLessThanOrEqual(720);
    expect(getStatistics).toBeLessThanOrEqual(720);
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
      [Action]
        .flat()
        .flatMap((action: string) =>
          [Resource].flat().map((resource) => `${operationId}: ${action} on ${resourceIn(resource)}`),
        ),
    );
  });
}

/** A resource of the stack by its id without the hash; of another stack by what its output says, an index by its name. */
function resourceIn(arn: Resource['Properties']): string {
  if (typeof arn === 'string') return arn;
  const id: string | undefined = arn['Fn::GetAtt']?.[0];
  if (id) return id.replace(/[0-9A-F]{8}$/, '');
  const [, name, attribute] = /FnGetAtt(\w+?)[0-9A-F]{8}(Arn|ARN|StreamArn)/.exec(JSON.stringify(arn)) ?? [];
  const [, index] = /\/index\/(\w+)/.exec(JSON.stringify(arn)) ?? [];
  if (index) return `${name} index ${index}`;
  if (name?.startsWith('Cache')) return name;
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
