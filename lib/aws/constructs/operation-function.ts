import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Deployment, logGroupName, nameOf } from '../deployment.ts';

/** One right: a single action on a single resource. */
export interface Grant {
  readonly action: `${string}:${string}`;
  readonly resource: string;
}

/** What a function needs beyond its code; most need nothing. */
export interface Needs {
  readonly environment?: Readonly<Record<string, string>>;
  readonly grants?: readonly Grant[];
  /** Called through an alias, so that a new version can take over step by step. @default false */
  readonly hasAlias?: boolean;
  /** @default 10 s: two calls to AWS with all their retries, and well below the 29 s of the gateway */
  readonly timeout?: Duration;
}

export interface OperationFunctionProps extends Needs {
  readonly deployment: Deployment;
  /** In logs and metrics. */
  readonly service: string;
  readonly operationId: string;
}

/** The function of one operation, with its log group and a role that may do what was asked for and nothing else. */
export class OperationFunction extends Construct {
  /** What to call: the alias where there is one. */
  readonly target: IFunction;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: OperationFunctionProps) {
    super(scope, id);
    const { deployment, service, operationId, environment = {}, grants = [], hasAlias = false } = props;
    const { config, bundles } = deployment;
    this.timeout = props.timeout ?? Duration.seconds(10);

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: logGroupName(deployment, operationId),
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        operation: new PolicyDocument({ statements: [...grants.map(allow), writingTo(logGroup), TRACING] }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: its two actions take only "*" (Service Authorization Reference).',
    });

    const resource = new LambdaFunction(this, 'Resource', {
      functionName: nameOf(deployment, operationId),
      code: Code.fromAsset(join(bundles, operationId)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // CPU comes with memory, a whole core with 1,769 MB: 512 MB is 0.29 of one.
      memorySize: 512,
      timeout: this.timeout,
      // The role is complete: whatever a construct of the library would add to it would be a grant nobody wrote down.
      role: role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      reservedConcurrentExecutions: config.reservedConcurrency[operationId],
      environment: { POWERTOOLS_SERVICE_NAME: service, POWERTOOLS_METRICS_NAMESPACE: 'Liftline', ...environment },
    });

    this.target = hasAlias
      ? new Alias(this, 'Live', {
          aliasName: 'live',
          version: resource.currentVersion,
          provisionedConcurrentExecutions: config.provisionedConcurrency[operationId],
        })
      : resource;
  }
}

function allow({ action, resource }: Grant): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: [resource] });
}

/** Without CreateLogGroup, which the managed policy grants for every group of the account. */
function writingTo({ logGroupArn }: LogGroup): PolicyStatement {
  return new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] });
}

const TRACING = new PolicyStatement({
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
});
