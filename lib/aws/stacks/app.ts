import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContractApi } from '../constructs/contract-api.ts';
import { sharedKeyOf, UsagePlans } from '../constructs/usage-plans.ts';
import { WebFirewall } from '../constructs/web-firewall.ts';
import type { Deployment } from '../deployment.ts';
import { AccountsService } from '../services/accounts.ts';
import { ForecastsService } from '../services/forecasts.ts';
import { IdentityService } from '../services/identity.ts';
import { OperationsService } from '../services/operations.ts';
import { RidesService } from '../services/rides.ts';
import type { DataStack } from './data.ts';

export interface AppStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
}

/** What works: the services, and the one API before them. Nothing in it remembers, so all of it can be replaced. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, data, ...props }: AppStackProps) {
    super(scope, id, props);
    const sharedKey = sharedKeyOf(deployment);
    const { userPool } = data.directory;
    const identity = new IdentityService(this, 'Identity', { deployment, userPool, sharedKey });
    const rides = new RidesService(this, 'Rides', {
      deployment,
      rides: data.rides.table,
      views: data.views.table,
    });
    const accounts = new AccountsService(this, 'Accounts', {
      deployment,
      ledger: data.ledgerInUse,
      idempotency: data.idempotency.table,
    });
    const forecasts = new ForecastsService(this, 'Forecasts', {
      deployment,
      forecasts: data.forecasts.table,
      cache: data.cache,
    });
    const operations = new OperationsService(this, 'Operations', { deployment });

    const { api } = new ContractApi(this, 'Api', {
      deployment,
      authorizer: identity.authorizer,
      routes: [...rides.routes, ...accounts.routes, ...forecasts.routes, ...operations.routes],
    });
    const plans = new UsagePlans(this, 'UsagePlans', { deployment, api, sharedKey });
    const { firewall } = deployment.config;
    if (firewall) new WebFirewall(this, 'Firewall', { stage: api.deploymentStage, ...firewall });
    else {
      Validations.of(api.deploymentStage).acknowledge({
        id: 'AwsSolutions::AwsSolutions-APIG3',
        reason: 'A sandbox costs nothing while nobody calls; a firewall costs 8 USD a month.',
      });
    }

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'ApiId', { value: api.restApiId });
    new CfnOutput(this, 'UsagePlanIds', { value: plans.ids });
    new CfnOutput(this, 'RidesQueueUrl', { value: rides.queue.queue.queueUrl });
    new CfnOutput(this, 'RidesDeadLettersUrl', { value: rides.queue.deadLetters.queueUrl });
    new CfnOutput(this, 'RidesStreamDeadLettersUrl', { value: rides.stream.deadLetters.queueUrl });
  }
}
