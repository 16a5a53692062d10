import { Duration } from 'aws-cdk-lib';
import { Alarm as CloudWatchAlarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Alarm, type AlarmMetric, runbookOf } from '#platform/alarm.ts';
import { type Deployment, logGroupName, nameOf } from '../deployment.ts';

export interface RunbookAlarmProps {
  readonly deployment: Deployment;
  readonly service: string;
  readonly alarm: Alarm;
  /** Who is told. @default nobody */
  readonly topic?: ITopic | undefined;
}

/** An alarm that says to whoever it wakes what is wrong, who is hurt and where to read on; and the query it starts from. */
export class RunbookAlarm extends Construct {
  readonly alarm: CloudWatchAlarm;

  constructor(scope: Construct, id: string, { deployment, service, alarm, topic }: RunbookAlarmProps) {
    super(scope, id);
    this.alarm = new CloudWatchAlarm(this, 'Resource', {
      alarmName: nameOf(deployment, alarm.id),
      alarmDescription: descriptionOf(service, alarm, nameOf(deployment)),
      metric: metricOf(alarm, deployment),
      threshold: alarm.threshold.value,
      comparisonOperator: OPERATORS[alarm.threshold.comparison],
      evaluationPeriods: alarm.periods,
      // Nothing is measured while nothing happens: no errors without calls, no age without messages.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (alarm.query) {
      new CfnQueryDefinition(this, 'Query', {
        name: `${nameOf(deployment)}/${alarm.id}`,
        queryString: alarm.query.text,
        logGroupNames: alarm.query.functions.map((operationId) => logGroupName(deployment, operationId)),
      });
    }
    if (topic) {
      this.alarm.addAlarmAction(new SnsAction(topic));
      this.alarm.addOkAction(new SnsAction(topic));
    }
  }
}

const OPERATORS = {
  '>': ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
} as const;

/** CloudWatch keeps 1,024 characters. */
function descriptionOf(service: string, alarm: Alarm, dashboard: string): string {
  const { symptom, impact, firstChecks } = alarm;
  return [
    symptom,
    impact,
    `First: ${firstChecks[0]}`,
    `Runbook: ${runbookOf(service, alarm)}`,
    `Dashboard: ${dashboard}`,
  ].join('\n');
}

function metricOf({ metric, periodSeconds }: Alarm, deployment: Deployment): Metric {
  return new Metric({
    namespace: NAMESPACES[metric.of],
    metricName: metric.name,
    dimensionsMap: dimensionsOf(metric, deployment),
    statistic: STATISTICS[metric.name],
    period: Duration.seconds(periodSeconds),
  });
}

const NAMESPACES = { queue: 'AWS/SQS', function: 'AWS/Lambda', api: 'AWS/ApiGateway' } as const;

/** The statistic in which the metric means what our thresholds say: a share, a sum, the worst, or the slowest hundredth. */
const STATISTICS: Record<AlarmMetric['name'], string> = {
  ApproximateAgeOfOldestMessage: 'Maximum',
  ApproximateNumberOfMessagesVisible: 'Maximum',
  Errors: 'Sum',
  Throttles: 'Sum',
  Duration: 'p99',
  '5XXError': 'Average',
  Latency: 'p99',
};

function dimensionsOf(metric: AlarmMetric, deployment: Deployment): Record<string, string> {
  switch (metric.of) {
    case 'queue':
      return { QueueName: nameOf(deployment, metric.queue) };
    case 'function':
      return { FunctionName: nameOf(deployment, metric.operationId) };
    case 'api':
      return { ApiName: nameOf(deployment), Stage: deployment.config.stage };
  }
}
