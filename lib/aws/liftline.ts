import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Deployment, nameOf } from './deployment.ts';
import { AppStack } from './stacks/app.ts';
import { DataStack } from './stacks/data.ts';
import { OperationsStack } from './stacks/operations.ts';

/** One stage of Liftline: three stacks, checked against CloudFormation's own rules and AWS's recommendations. */
export function addLiftline(
  app: App,
  deployment: Deployment,
): { data: DataStack; app: AppStack; operations: OperationsStack } {
  const common = { deployment, terminationProtection: deployment.config.isProtected };
  const data = new DataStack(app, nameOf(deployment, 'data'), common);
  const work = new AppStack(app, nameOf(deployment, 'app'), { ...common, data });
  const operations = new OperationsStack(app, nameOf(deployment, 'operations'), { ...common, data });
  operations.addStackDependency(work, 'alarms on what is not there yet would be in INSUFFICIENT_DATA');

  Tags.of(app).add('application', 'liftline');
  Tags.of(app).add('stage', deployment.config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, app: work, operations };
}
