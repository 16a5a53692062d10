import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type IScalableTableAttribute,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { DayAndNight, OnDemandMax, TableCapacity } from '../config.ts';
import type { Deployment } from '../deployment.ts';
import { followDayAndNight, TARGET_UTILIZATION } from './day-and-night.ts';

export interface StoreTableProps {
  readonly deployment: Deployment;
  /** Items with one `pk` are many, ordered by `sk`. @default false */
  readonly hasSortKey?: boolean;
  /** Items vanish some time after the moment in this attribute, in seconds since 1970 UTC. @default they stay */
  readonly timeToLiveAttribute?: string;
  /** Tells a worker of every change, with the item as it is afterwards. @default false */
  readonly hasStream?: boolean;
  /** @default on demand */
  readonly capacity?: TableCapacity | undefined;
  /** Of a table on demand, and of its index alike. @default what the account allows, 40,000 of either */
  readonly onDemandMax?: OnDemandMax;
  /** Finds the keys of the items that have both of its attributes, in a second order. Both are strings. */
  readonly index?: { readonly name: string; readonly partitionKey: string; readonly sortKey: string };
}

/** A table with keys that are strings, as all of ours; kept and restorable where the stage is protected. */
export class StoreTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: StoreTableProps) {
    super(scope, id);
    const { deployment, hasSortKey = false, timeToLiveAttribute, hasStream = false, capacity, index } = props;
    const { isProtected } = deployment.config;
    const onDemandMax = maximumOf(props.onDemandMax);
    this.table = new Table(this, 'Resource', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      ...(hasSortKey && { sortKey: { name: 'sk', type: AttributeType.STRING } }),
      ...(timeToLiveAttribute && { timeToLiveAttribute }),
      ...(hasStream && { stream: StreamViewType.NEW_IMAGE }),
      ...billingOf(capacity),
      ...onDemandMax,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isProtected },
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (capacity) {
      scale(this.table.autoScaleReadCapacity(boundsOf(capacity.read)), capacity.read);
      scale(this.table.autoScaleWriteCapacity(boundsOf(capacity.write)), capacity.write);
    }
    if (index) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        // Whoever finds a key reads its item strongly: an index is late, and a copied attribute would be too.
        projectionType: ProjectionType.KEYS_ONLY,
        ...onDemandMax,
      });
    }
    if (isProtected) return;
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions::AwsSolutions-DDB3',
      reason: 'A stage that may be removed at any time holds nothing that is worth restoring to the second.',
    });
  }
}

/** A million writes cost 0.18 USD of provisioned units that are all used, and 0.63 USD on demand: cheaper from 29 % use on. */
function billingOf(capacity: TableCapacity | undefined) {
  if (!capacity) return { billingMode: BillingMode.PAY_PER_REQUEST };
  const { read, write } = capacity;
  return { billingMode: BillingMode.PROVISIONED, readCapacity: read.day.min, writeCapacity: write.day.min };
}

function maximumOf(max: OnDemandMax | undefined) {
  return max && { maxReadRequestUnits: max.read, maxWriteRequestUnits: max.write };
}

function boundsOf({ day }: DayAndNight) {
  return { minCapacity: day.min, maxCapacity: day.max };
}

function scale(capacity: IScalableTableAttribute, bounds: DayAndNight): void {
  capacity.scaleOnUtilization({ targetUtilizationPercent: TARGET_UTILIZATION * 100 });
  followDayAndNight(capacity, bounds);
}
