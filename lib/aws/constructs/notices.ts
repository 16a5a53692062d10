import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Deployment, nameOf } from '../deployment.ts';

/** Who publishes: alarms, and the budget. */
const PUBLISHERS = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];

/** Where alarms say what they have to say: `aws sns subscribe` brings it to people. */
export class Notices extends Construct {
  /** Somebody is woken. */
  readonly pages: ITopic;
  /** Somebody reads it in the morning. */
  readonly tickets: ITopic;

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id);
    // A key of our own, because AWS's key for SNS does not let an alarm publish.
    const key = new Key(this, 'Key', { description: `${nameOf(deployment)}: notices`, enableKeyRotation: true });
    key.addToResourcePolicy(allowPublishers(['kms:Decrypt', 'kms:GenerateDataKey'], '*'));

    const topic = (name: string) => {
      const made = new Topic(this, name, { topicName: nameOf(deployment, name), masterKey: key, enforceSSL: true });
      made.addToResourcePolicy(allowPublishers(['sns:Publish'], made.topicArn));
      return made;
    };
    this.pages = topic('Pages');
    this.tickets = topic('Tickets');
  }
}

/** Only on behalf of this account: another's alarm has no business here. */
function allowPublishers(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({
    principals: PUBLISHERS.map((service) => new ServicePrincipal(service)),
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
