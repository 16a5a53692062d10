import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface StoreTableProps {
  readonly deployment: Deployment;
  /** Items with one `pk` are many, ordered by `sk`. @default false */
  readonly hasSortKey?: boolean;
  /** Items vanish some time after the moment in this attribute, in seconds since 1970 UTC. @default they stay */
  readonly timeToLiveAttribute?: string;
}

/** A table with keys that are strings, as all of ours; kept and restorable where the stage is protected. */
export class StoreTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { deployment, hasSortKey = false, timeToLiveAttribute }: StoreTableProps) {
    super(scope, id);
    const { isProtected } = deployment.config;
    this.table = new Table(this, 'Resource', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      ...(hasSortKey && { sortKey: { name: 'sk', type: AttributeType.STRING } }),
      ...(timeToLiveAttribute && { timeToLiveAttribute }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isProtected },
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (isProtected) return;
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions::AwsSolutions-DDB3',
      reason: 'A stage that may be removed at any time holds nothing that is worth restoring to the second.',
    });
  }
}
