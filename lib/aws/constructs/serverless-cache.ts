import { RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CacheLimits } from '../config.ts';
import { type Deployment, nameOf } from '../deployment.ts';
import { IsolatedNetwork } from './isolated-network.ts';
import type { Needs } from './operation-function.ts';

export interface ServerlessCacheProps {
  readonly deployment: Deployment;
  readonly limits: CacheLimits;
  /** What its readers read where it does not know: the only tables within their reach. */
  readonly tables: readonly ITable[];
}

/**
 * ElastiCache Serverless for Valkey in a network of its own. It speaks TLS only, keeps no snapshot, and lets in one user,
 * whom IAM vouches for and who may read and write entries of ours and nothing else.
 */
export class ServerlessCache extends Construct {
  /** What a function takes to read through it. */
  readonly reading: Needs & Required<Pick<Needs, 'environment' | 'grants'>>;

  constructor(scope: Construct, id: string, { deployment, limits, tables }: ServerlessCacheProps) {
    super(scope, id);
    const network = new IsolatedNetwork(this, 'Network', { tables });
    const closed = network.securityGroup('Valkey', 'The cache: only from functions that read it');
    const readers = network.securityGroup('Readers', 'Functions that read the cache');
    closed.addIngressRule(readers, PORTS);
    readers.addEgressRule(closed, PORTS);
    network.allowTables(readers);

    const user = nameOf(deployment, 'reader');
    const reader = new CfnUser(this, 'Reader', {
      engine: 'valkey',
      // With IAM both must be the same.
      userId: user,
      userName: user,
      authenticationMode: { Type: 'iam' },
      accessString: READER_ACCESS,
    });
    const group = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: nameOf(deployment, 'cache'),
      userIds: [reader.ref],
    });
    const key = new Key(this, 'Key', {
      description: `${nameOf(deployment)}: cache`,
      enableKeyRotation: true,
      // Nothing in a cache is worth a key that outlives it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const cache = new CfnServerlessCache(this, 'Resource', {
      engine: 'valkey',
      majorEngineVersion: '8',
      serverlessCacheName: cacheName(deployment),
      subnetIds: network.subnetIds,
      securityGroupIds: [closed.securityGroupId],
      userGroupId: group.ref,
      kmsKeyId: key.keyArn,
      cacheUsageLimits: {
        dataStorage: { unit: 'GB', maximum: limits.storageGbMax },
        ecpuPerSecond: { maximum: limits.ecpusPerSecondMax },
      },
    });

    this.reading = {
      network: { vpc: network.vpc, securityGroup: readers },
      environment: { CACHE_HOST: cache.attrEndpointAddress, CACHE_NAME: cacheName(deployment), CACHE_USER: user },
      grants: [
        { action: 'elasticache:Connect', resource: cache.attrArn },
        { action: 'elasticache:Connect', resource: reader.attrArn },
      ],
    };
  }
}

/** Of the cache, and of its replicas. */
const PORTS = Port.tcpRange(6379, 6380);

/** Its name, which a token names too; and what its metrics are found by. */
export function cacheName(deployment: Pick<Deployment, 'config'>): string {
  return nameOf(deployment, 'cache');
}

/** Entries of the caches in lambdas/, and what a client of a cluster asks before it can ask for one. */
export const READER_ACCESS = 'on ~forecast:* -@all +get +set +cluster|slots +readonly';
