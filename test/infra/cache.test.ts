import { describe, expect, inject, it } from 'vitest';
import { ofType, type Resource, type Template } from './synthesis.ts';

const { dev, prod, sandbox } = inject('stages');
const caching = [
  ['dev', dev],
  ['prod', prod],
] as const;

/** cdk-nag has no rule for serverless caches: these are its own for clusters (AEC3, AEC5 …), and what IAM asks for. */
describe.each(caching)('the cache of %s', (_, { config, data }) => {
  const cache = only(data, 'AWS::ElastiCache::ServerlessCache');
  const user = only(data, 'AWS::ElastiCache::User');
  const group = only(data, 'AWS::ElastiCache::UserGroup');

  it('keeps its logical ids, because a new one is a new cache under a name that is taken', () => {
    const ids = Object.entries(data).filter(([, { Type }]) => /ElastiCache|KMS|EC2::(VPC|Subnet)$/.test(Type));

    expect(ids.map(([id, { Type }]) => `${Type} ${id}`).toSorted()).toEqual([
      'AWS::EC2::Subnet CacheNetworkIsolatedSubnet1Subnet43519799',
      'AWS::EC2::Subnet CacheNetworkIsolatedSubnet2Subnet403D280F',
      'AWS::EC2::VPC CacheNetwork65AAEFA9',
      'AWS::ElastiCache::ServerlessCache Cache18F6EE16',
      'AWS::ElastiCache::User CacheReader128C0B43',
      'AWS::ElastiCache::UserGroup CacheUsersB25699B6',
      'AWS::KMS::Key CacheKeyCDF9DE27',
    ]);
  });

  it('is encrypted with a key of its own that is rotated, keeps nothing, and cannot grow beyond its limits', () => {
    const [[keyID = '', key] = []] = ofType(data, 'AWS::KMS::Key');

    expect(cache.KmsKeyId).toEqual({ 'Fn::GetAtt': [keyID, 'Arn'] });
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    expect(cache.SnapshotRetentionLimit).toBeUndefined();
    expect(config.cache).not.toBe('none');
    expect(cache.CacheUsageLimits).toEqual({
      DataStorage: { Unit: 'GB', Maximum: 1 },
      ECPUPerSecond: { Maximum: expect.any(Number) },
    });
  });

  it('lets in one user, whom IAM vouches for, with its own entries and the commands that it needs', () => {
    expect(group.UserIds).toEqual([{ Ref: 'CacheReader128C0B43' }]);
    expect(cache.UserGroupId).toEqual({ Ref: 'CacheUsersB25699B6' });
    expect(user.AuthenticationMode).toEqual({ Type: 'iam' });
    expect(user.UserId).toBe(user.UserName);
    expect(user.NoPasswordRequired).toBeUndefined();
    expect(user.AccessString).toMatch(/^on ~forecast:\* -@all (\+[a-z|]+ ?)+$/);
    expect(user.AccessString).not.toMatch(/\+@|~\*/);
  });

  it('has names that ElastiCache takes, in lower case', () => {
    for (const name of [cache.ServerlessCacheName, user.UserId, group.UserGroupId]) {
      expect(name).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    }
  });

  it('lies in two zones without a way out, reached on its port by the functions that read it, and by nobody else', () => {
    const [ingress, ...more] = ofType(data, 'AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties);
    const wayOut = Object.values(data).filter(({ Type }) => /NatGateway|InternetGateway|EIP|EC2::Route$/.test(Type));

    expect(cache.SubnetIds).toHaveLength(2);
    expect(wayOut).toEqual([]);
    expect(more).toEqual([]);
    expect(ingress).toMatchObject({ IpProtocol: 'tcp', FromPort: 6379, ToPort: 6380 });
    expect(cache.SecurityGroupIds).toEqual([ingress?.GroupId]);
    const open = ofType(data, 'AWS::EC2::SecurityGroup').flatMap(
      ([, { Properties }]) => Properties.SecurityGroupIngress ?? [],
    );
    expect(open).toEqual([]);
  });

  it('has DynamoDB beside it, by the gateway that is free, for reading forecasts alone', () => {
    const endpoint = only(data, 'AWS::EC2::VPCEndpoint');

    expect(endpoint.VpcEndpointType).toBe('Gateway');
    expect(endpoint.PolicyDocument.Statement).toEqual([
      {
        Action: 'dynamodb:GetItem',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Resource: { 'Fn::GetAtt': ['ForecastsA42260C1', 'Arn'] },
      },
    ]);
  });
});

it('is not there in the sandbox, whose reader is told of none', () => {
  const [, reader] =
    ofType(sandbox.app, 'AWS::Lambda::Function').find(
      ([, { Properties }]) => Properties.FunctionName === 'liftline-sandbox-getForecast',
    ) ?? [];

  expect(Object.keys(reader?.Properties.Environment.Variables).filter((name) => name.startsWith('CACHE'))).toEqual([]);
});

function only(template: Template, type: string): Resource['Properties'] {
  const [[, resource] = [], ...more] = ofType(template, type);
  expect(more).toEqual([]);
  return resource?.Properties;
}
