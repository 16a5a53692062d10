import { Fn } from 'aws-cdk-lib';
import { ApiKey, type RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { CLIENT_LIMITS } from '../config.ts';
import { type Deployment, nameOf } from '../deployment.ts';

export interface UsagePlansProps {
  readonly deployment: Deployment;
  readonly api: RestApi;
  /** See {@link sharedKeyOf}. */
  readonly sharedKey: string;
}

/**
 * What the callers of an API may take: a plan for each limit that a program may be registered with, and one for everybody
 * else. A plan's throttle is for each of its keys. `npm run clients` makes those of programs and puts them into their plans.
 */
export class UsagePlans extends Construct {
  /** Those of the limits, as `60=id,300=id`. */
  readonly ids: string;

  constructor(scope: Construct, id: string, { deployment, api, sharedKey }: UsagePlansProps) {
    super(scope, id);
    const apiStages = [{ api, stage: api.deploymentStage }];

    // Without a throttle of its own: that of the stage bounds them together.
    const shared = new UsagePlan(this, 'Shared', { name: nameOf(deployment), apiStages });
    shared.addApiKey(new ApiKey(this, 'SharedKey', { apiKeyName: nameOf(deployment), value: sharedKey }));

    let before = shared;
    const plans = CLIENT_LIMITS.map((limit) => {
      const plan = new UsagePlan(this, `PerMinute${limit}`, {
        name: nameOf(deployment, `${limit}-a-minute`),
        apiStages,
        throttle: { rateLimit: limit / 60, burstLimit: limit },
      });
      // One after the other, because an account may change one plan in 20 s.
      plan.node.addDependency(before);
      before = plan;
      return `${limit}=${plan.usagePlanId}`;
    });
    this.ids = Fn.join(',', plans);
  }
}

/**
 * The value of the API key that everybody is counted by who has no limit of their own. No secret: only the authorizer names
 * keys. Letters and digits, at least 20 of them, and of one stage in an account and Region.
 */
export function sharedKeyOf(deployment: Deployment): string {
  return `${nameOf(deployment).replaceAll('-', '')}everybodyelse`;
}
