import { describe, expect, inject, it } from 'vitest';
import { ofType } from './synthesis.ts';

const stages = inject('stages');
const each = Object.entries(stages);

describe('what remembers', () => {
  it.each(each)('keeps its logical ids in %s, because a new id is a new, empty table', (_, { data, app }) => {
    const ids = Object.entries(data)
      .map(([id, { Type }]) => `${Type} ${id}`)
      .filter((each) => /^AWS::(Cognito|DynamoDB)::/.test(each));
    const api = ofType(app, 'AWS::ApiGateway::RestApi').map(([id]) => id);

    expect(ids.toSorted()).toEqual([
      'AWS::Cognito::UserPool DirectoryC00113A6',
      'AWS::Cognito::UserPoolClient DirectoryGuestsCAF83BBB',
      'AWS::Cognito::UserPoolDomain DirectoryDomain24FDC9C3',
      'AWS::Cognito::UserPoolGroup DirectoryStaff60222871',
      'AWS::Cognito::UserPoolResourceServer DirectoryScopesAF2BD42B',
      'AWS::DynamoDB::Table ForecastsA42260C1',
      'AWS::DynamoDB::Table Idempotency1F11DF15',
      'AWS::DynamoDB::Table IdentityB9BD10AD',
      'AWS::DynamoDB::Table Ledger0B0DA0A5',
      'AWS::DynamoDB::Table RidesE16D08B4',
      'AWS::DynamoDB::Table Views50AF046E',
    ]);
    expect(api).toEqual(['Api9AF3637B']);
  });

  it('outlives its stack in prod, can be restored, and refuses to be deleted', () => {
    for (const [, table] of ofType(stages.prod.data, 'AWS::DynamoDB::Table')) {
      expect(table.DeletionPolicy).toBe('Retain');
      expect(table.Properties.DeletionProtectionEnabled).toBe(true);
      expect(table.Properties.PointInTimeRecoverySpecification).toMatchObject({ PointInTimeRecoveryEnabled: true });
    }
    const [[, pool] = []] = ofType(stages.prod.data, 'AWS::Cognito::UserPool');
    expect(pool).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
  });

  it('goes with its stack in dev', () => {
    expect(Object.values(stages.dev.data).every(({ DeletionPolicy = 'Delete' }) => DeletionPolicy === 'Delete')).toBe(
      true,
    );
  });

  it('finds the accounts of an owner by their keys alone, and keeps everything of the ledger', () => {
    const [[, table] = []] = ofType(stages.dev.data, 'AWS::DynamoDB::Table').filter(([id]) => id.startsWith('Ledger'));

    expect(table?.Properties.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'byOwner',
        KeySchema: [
          { AttributeName: 'ownerID', KeyType: 'HASH' },
          { AttributeName: 'openedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(table?.Properties).not.toHaveProperty('TimeToLiveSpecification');
    expect(table?.Properties).not.toHaveProperty('StreamSpecification');
  });

  it('forgets idempotency records by their time to live', () => {
    const [[, table] = []] = ofType(stages.dev.data, 'AWS::DynamoDB::Table').filter(([id]) =>
      id.startsWith('Idempotency'),
    );

    expect(table?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });
});

describe('stacks', () => {
  it.each(each)('of %s stay below 420 resources each', (stage, { data, app, operations }) => {
    const counts = {
      data: Object.keys(data).length,
      app: Object.keys(app).length,
      operations: Object.keys(operations).length,
    };
    process.stdout.write(`resources of ${stage}: ${JSON.stringify(counts)}\n`);

    expect(Math.max(...Object.values(counts))).toBeLessThan(420);
  });

  it.each(each)('of %s need no custom resource', (_, { data, app, operations }) => {
    const types = [data, app, operations].flatMap((template) => Object.values(template).map(({ Type }) => Type));

    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([]);
  });

  it('cost nothing fixed in the sandbox: no firewall, no key, no cache', () => {
    const types = [stages.sandbox.data, stages.sandbox.app, stages.sandbox.operations]
      .flatMap((template) => Object.values(template))
      .map(({ Type }) => Type);

    expect(types.filter((type) => /WAFv2|KMS|ElastiCache|EC2/.test(type))).toEqual([]);
  });
});
