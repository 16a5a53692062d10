import { Stack, type StackProps } from 'aws-cdk-lib';
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
  readonly idempotency: StoreTable;
  readonly directory: UserDirectory;

  constructor(scope: Construct, id: string, { deployment, ...props }: DataStackProps) {
    super(scope, id, props);
    this.rides = new StoreTable(this, 'Rides', { deployment, hasSortKey: true });
    this.idempotency = new StoreTable(this, 'Idempotency', { deployment, timeToLiveAttribute: 'expiresAt' });
    this.directory = new UserDirectory(this, 'Directory', { deployment });
  }
}
