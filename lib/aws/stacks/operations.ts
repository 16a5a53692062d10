import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Alarm } from '#platform/alarm.ts';
import { alarmsOf } from '../../alarms.ts';
import type { StageConfig } from '../config.ts';
import { MonthlyBudget } from '../constructs/monthly-budget.ts';
import { Notices } from '../constructs/notices.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { RunbookDashboard } from '../constructs/runbook-dashboard.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data.ts';

export interface OperationsStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
}

/** What watches: the alarms with their queries, the dashboard and the bill. It knows the app by its names only. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, data, ...props }: OperationsStackProps) {
    super(scope, id, props);
    const { notifies, pages, cache } = deployment.config;
    const notices = notifies ? new Notices(this, 'Notices', { deployment }) : undefined;
    const tableNames = {
      rides: data.rides.table.tableName,
      views: data.views.table.tableName,
      ledger: data.ledgerInUse.tableName,
      idempotency: data.idempotency.table.tableName,
      forecasts: data.forecasts.table.tableName,
    };

    const alarms = new Map(
      Object.entries(alarmsOf).map(([service, declared]) => [
        service,
        declared.filter(watching(cache)).map((alarm) => {
          const topic = pages && alarm.severity === 'page' ? notices?.pages : notices?.tickets;
          return new RunbookAlarm(this, alarm.id, { deployment, tableNames, service, alarm, topic }).alarm;
        }),
      ]),
    );
    new RunbookDashboard(this, 'Dashboard', { deployment, alarms });
    new MonthlyBudget(this, 'Budget', { deployment, topic: notices?.tickets });
  }
}

/** A stage without a cache has no alarms on it. */
function watching(cache: StageConfig['cache']) {
  return ({ metric }: Alarm) => metric.of !== 'cache' || cache !== 'none';
}
