import { Alarm as CloudWatchAlarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Alarm, runbookOf } from '#platform/alarm.ts';
import { type Deployment, logGroupName, nameOf } from '../deployment.ts';
import { alarmMetric, type Watched } from './alarm-metric.ts';

export interface RunbookAlarmProps extends Watched {
  readonly service: string;
  readonly alarm: Alarm;
  /** Who is told. @default nobody */
  readonly topic?: ITopic | undefined;
}

/** An alarm that says to whoever it wakes what is wrong, who is hurt and where to read on; and the query it starts from. */
export class RunbookAlarm extends Construct {
  readonly alarm: CloudWatchAlarm;

  constructor(scope: Construct, id: string, { service, alarm, topic, ...watched }: RunbookAlarmProps) {
    super(scope, id);
    const { deployment } = watched;
    this.alarm = new CloudWatchAlarm(this, 'Resource', {
      alarmName: nameOf(deployment, alarm.id),
      alarmDescription: descriptionOf(service, alarm, deployment),
      metric: alarmMetric(alarm, watched),
      threshold: alarm.threshold.value,
      comparisonOperator: OPERATORS[alarm.threshold.comparison],
      evaluationPeriods: alarm.periods,
      // Nothing is measured while nothing happens: no errors without calls, no age without messages.
      treatMissingData: alarm.firesInSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
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
  '<': ComparisonOperator.LESS_THAN_THRESHOLD,
  '>=': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
} as const;

/** CloudWatch keeps 1,024 characters. */
function descriptionOf(service: string, alarm: Alarm, deployment: Deployment): string {
  const { symptom, impact, firstChecks } = alarm;
  return [
    symptom,
    impact,
    // To be pasted as it is.
    `First: ${firstChecks[0].replaceAll('STAGE', deployment.config.stage)}`,
    `Runbook: ${runbookOf(service, alarm)}`,
    `Dashboard: ${nameOf(deployment)}`,
  ].join('\n');
}
