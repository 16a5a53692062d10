import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Deployment, nameOf } from '../deployment.ts';

export interface MonthlyBudgetProps {
  readonly deployment: Deployment;
  /** Who is told. @default nobody; the budget is still seen in the console */
  readonly topic?: ITopic | undefined;
}

/** What the account may cost a month: tells when 80 % are spent, and when the month is going to cost more than all. */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { deployment, topic }: MonthlyBudgetProps) {
    super(scope, id);
    new CfnBudget(this, 'Resource', {
      budget: {
        budgetName: nameOf(deployment),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: deployment.config.budgetUsdPerMonth, unit: 'USD' },
      },
      notificationsWithSubscribers: topic && [tell(topic, 'ACTUAL', 80), tell(topic, 'FORECASTED', 100)],
    });
  }
}

function tell(topic: ITopic, notificationType: 'ACTUAL' | 'FORECASTED', percent: number) {
  return {
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold: percent,
      thresholdType: 'PERCENTAGE',
    },
    subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
  };
}
