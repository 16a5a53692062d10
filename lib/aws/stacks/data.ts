import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
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
  readonly idempotency: StoreTable;
  readonly directory: UserDirectory;

  constructor(scope: Construct, id: string, { deployment, ...props }: DataStackProps) {
    super(scope, id, props);
    const { tableCapacity, onDemandMax } = deployment.config;
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
    this.idempotency = new StoreTable(this, 'Idempotency', { deployment, timeToLiveAttribute: 'expiresAt' });
    this.directory = new UserDirectory(this, 'Directory', { deployment });

    // CloudFormation names the tables; whoever recounts or replays on a stage finds them here.
    new CfnOutput(this, 'RidesTableName', { value: this.rides.table.tableName });
    new CfnOutput(this, 'ViewsTableName', { value: this.views.table.tableName });
    new CfnOutput(this, 'LedgerTableName', { value: this.ledger.table.tableName });
    new CfnOutput(this, 'IdempotencyTableName', { value: this.idempotency.table.tableName });
  }
}
