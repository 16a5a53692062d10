import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  AlarmWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type Deployment, metricsNamespace, nameOf } from '../deployment.ts';

export interface RunbookDashboardProps {
  readonly deployment: Deployment;
  /** By service, in the order in which they are shown. */
  readonly alarms: ReadonlyMap<string, readonly IAlarm[]>;
}

/** One page: is anything wrong, how much is going on, and then each service with the curves that its alarms watch. */
export class RunbookDashboard extends Construct {
  constructor(scope: Construct, id: string, { deployment, alarms }: RunbookDashboardProps) {
    super(scope, id);
    const all = [...alarms.values()].flat();
    new Dashboard(this, 'Resource', {
      dashboardName: nameOf(deployment),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: all, width: FULL_WIDTH })],
        [requests(deployment), latency(deployment), concurrency()],
        [money(deployment), reconciliation(deployment)],
        ...[...alarms].flatMap(([service, own]) => [
          [new TextWidget({ markdown: `## ${service}\n\ndocs/runbooks/${service}.md`, width: FULL_WIDTH, height: 2 })],
          own.map((alarm) => new AlarmWidget({ title: alarm.alarmName, alarm, width: THIRD })),
        ]),
      ],
    });
  }
}

/** CloudWatch's grid has 24 columns. */
const FULL_WIDTH = 24;
const THIRD = FULL_WIDTH / 3;

function requests(deployment: Deployment): GraphWidget {
  const left = [
    api(deployment, 'Count', 'Sum'),
    api(deployment, '4XXError', 'Sum'),
    api(deployment, '5XXError', 'Sum'),
  ];
  return new GraphWidget({ title: 'Requests a minute', left, width: THIRD });
}

function latency(deployment: Deployment): GraphWidget {
  const left = ['p50', 'p99'].map((statistic) => api(deployment, 'Latency', statistic));
  return new GraphWidget({ title: 'Latency, ms', left, width: THIRD });
}

function concurrency(): GraphWidget {
  const metric = new Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', statistic: 'Maximum' });
  return new GraphWidget({ title: 'Concurrent executions of the account', left: [metric], width: THIRD });
}

function money(deployment: Deployment): GraphWidget {
  const names = ['TransfersApplied', 'TransfersRefused', 'CommandsReplayed', 'WritesConflicted'];
  const left = names.map((name) => ofAccounts(deployment, name));
  return new GraphWidget({ title: 'Money commands a minute', left, width: 2 * THIRD });
}

function reconciliation(deployment: Deployment): GraphWidget {
  const left = ['LedgerDrift', 'LedgersReconciled'].map((name) => ofAccounts(deployment, name));
  return new GraphWidget({ title: 'Differences in the ledger', left, period: Duration.hours(6), width: THIRD });
}

function ofAccounts(deployment: Deployment, metricName: string): Metric {
  return new Metric({
    namespace: metricsNamespace(deployment),
    metricName,
    statistic: 'Sum',
    dimensionsMap: { service: 'accounts' },
    label: metricName,
  });
}

function api(deployment: Deployment, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic,
    dimensionsMap: { ApiName: nameOf(deployment), Stage: deployment.config.stage },
    label: `${metricName} ${statistic}`,
  });
}
