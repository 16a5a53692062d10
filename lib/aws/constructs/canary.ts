import { Stack, Validations } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Deployment, nameOf } from '../deployment.ts';

export interface CanaryProps {
  readonly deployment: Deployment;
  readonly alias: Alias;
  /** Alarms by the names that they are declared with: they are deployed after the app, which they watch. */
  readonly takenBackBy: readonly string[];
}

/** Gives a new version a tenth of an alias's calls for ten minutes, and takes it back when an alarm fires meanwhile. */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, { deployment, alias, takenBackBy }: CanaryProps) {
    super(scope, id);
    const { application, role } = Canaries.of(this);
    new LambdaDeploymentGroup(this, 'Resource', {
      application,
      role,
      alias,
      // Ten minutes, because no alarm of ours that looks at errors takes more than five.
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
      alarms: takenBackBy.map((alarm) => Alarm.fromAlarmName(this, alarm, nameOf(deployment, alarm))),
    });
  }
}

/** What the canaries of a stack share. */
class Canaries extends Construct {
  readonly application = new LambdaApplication(this, 'Application');
  readonly role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });

  static of(scope: Construct): Canaries {
    const stack = Stack.of(scope);
    const id = 'Canaries';
    return (stack.node.tryFindChild(id) as Canaries | undefined) ?? new Canaries(stack, id);
  }

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'The policy that CodeDeploy documents for shifting the calls of functions.',
    });
  }
}
