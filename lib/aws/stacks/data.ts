import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ServerlessCache } from '../constructs/serverless-cache.ts';
import { StoreTable } from '../constructs/store-table.ts';
import { UserDirectory } from '../constructs/user-directory.ts';
import type { Deployment } from '../deployment.ts';

export interface DataStackProps extends StackProps {
  readonly deployment: Deployment;
}

/** What remembers, or rarely changes. Its ids are pinned by a test: under a new one would be a new, empty table. */
export class DataStack extends Stack {
  readonly rides: StoreTable;
  readonly views: StoreTable;
  readonly ledger: StoreTable;
  /** What is worked on: this stack's own, or one that was restored beside it. */
  readonly ledgerInUse: ITable;
  readonly idempotency: StoreTable;
  readonly forecasts: StoreTable;
  /** Where the stage has one. */
  readonly cache?: ServerlessCache;
  readonly identity: StoreTable;
  readonly directory: UserDirectory;

  constructor(scope: Construct, id: string, { deployment, ...props }: DataStackProps) {
    super(scope, id, props);
    const { tableCapacity, onDemandMax, restoredLedger, cache } = deployment.config;
    this.rides = new StoreTable(this, 'Rides', {
      deployment,
      hasSortKey: true,
      hasStream: true,
      capacity: tableCapacity?.rides,
    });
    this.views = new StoreTable(this, 'Views', { deployment, hasSortKey: true, capacity: tableCapacity?.views });
    this.ledger = new StoreTable(this, 'Ledger', {
      deployment,
      hasSortKey: true,
      onDemandMax: onDemandMax.ledger,
      index: { name: 'byOwner', partitionKey: 'ownerID', sortKey: 'openedAt' },
    });
    this.ledgerInUse = restoredLedger ? Table.fromTableName(this, 'RestoredLedger', restoredLedger) : this.ledger.table;
    this.idempotency = new StoreTable(this, 'Idempotency', { deployment, timeToLiveAttribute: 'expiresAt' });
    this.forecasts = new StoreTable(this, 'Forecasts', {
      deployment,
      hasSortKey: true,
      timeToLiveAttribute: 'deleteAt',
      onDemandMax: onDemandMax.forecasts,
      index: {
        name: 'current',
        partitionKey: 'listKey',
        sortKey: 'resortID',
        including: ['issuedAt', 'expiresAt', 'etag'],
      },
    });
    if (cache !== 'none') {
      this.cache = new ServerlessCache(this, 'Cache', { deployment, limits: cache, tables: [this.forecasts.table] });
    }
    this.identity = new StoreTable(this, 'Identity', { deployment, hasSortKey: true });
    this.directory = new UserDirectory(this, 'Directory', { deployment, identity: this.identity.table });

    // CloudFormation names the tables; whoever recounts or replays on a stage finds them here.
    new CfnOutput(this, 'RidesTableName', { value: this.rides.table.tableName });
    new CfnOutput(this, 'ViewsTableName', { value: this.views.table.tableName });
    new CfnOutput(this, 'LedgerTableName', { value: this.ledgerInUse.tableName });
    new CfnOutput(this, 'IdempotencyTableName', { value: this.idempotency.table.tableName });
    new CfnOutput(this, 'IdentityTableName', { value: this.identity.table.tableName });
    new CfnOutput(this, 'UserPoolId', { value: this.directory.userPool.userPoolId });
    new CfnOutput(this, 'GuestsClientId', { value: this.directory.guests.userPoolClientId });
    new CfnOutput(this, 'TokenUrl', { value: this.directory.tokenUrl });
  }
}
