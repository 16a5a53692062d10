import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Deployment, logGroupName, metricsNamespace, nameOf } from '../deployment.ts';
import { Canary } from './canary.ts';
import { followDayAndNight, TARGET_UTILIZATION } from './day-and-night.ts';

/** One right: a single action on a single resource. */
export interface Grant {
  readonly action: `${string}:${string}`;
  readonly resource: string;
}

/** Where a function can reach what has no public address. */
export interface Network {
  /** With isolated subnets: a function in it reaches nothing else. */
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
}

/** What a function needs beyond its code; most need nothing. */
export interface Needs {
  readonly environment?: Readonly<Record<string, string>>;
  readonly grants?: readonly Grant[];
  /** @default none: it reaches AWS over its public endpoints */
  readonly network?: Network;
  /**
   * Called through an alias, and so kept warm where the stage says so. Where it has canaries, a new version begins with
   * a tenth of the calls, and is taken back when one of these alarms fires. @default a new version takes over at once
   */
  readonly takenBackBy?: readonly string[];
  /** @default 10 s: two calls to AWS with all their retries, and well below the 29 s of the gateway */
  readonly timeout?: Duration;
  /** CPU comes with memory, a whole core with 1,769 MB. @default 512 MB: 0.29 of one */
  readonly memoryMb?: number;
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
    const { deployment, service, operationId, environment = {}, grants = [], takenBackBy, network } = props;
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
        operation: new PolicyDocument({
          statements: [...grants.map(allow), writingTo(logGroup), TRACING, ...(network ? [ATTACHING] : [])],
        }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'The actions of X-Ray, cloudwatch:GetMetricData and those of Lambda on network interfaces take only "*" (Service Authorization Reference).',
    });

    const resource = new LambdaFunction(this, 'Resource', {
      functionName: nameOf(deployment, operationId),
      code: Code.fromAsset(join(bundles, operationId)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 512,
      timeout: this.timeout,
      // The role is complete: whatever a construct of the library would add to it would be a grant nobody wrote down.
      role: role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(network && {
        vpc: network.vpc,
        vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
        securityGroups: [network.securityGroup],
      }),
      reservedConcurrentExecutions: config.reservedConcurrency[operationId],
      environment: {
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(deployment),
        ...environment,
      },
    });

    this.target = takenBackBy
      ? liveAlias(this, { deployment, operationId, takenBackBy, version: resource.currentVersion })
      : resource;
  }
}

interface Live extends Pick<OperationFunctionProps, 'deployment' | 'operationId'> {
  readonly takenBackBy: readonly string[];
  readonly version: IVersion;
}

function liveAlias(scope: Construct, { deployment, operationId, takenBackBy, version }: Live): IFunction {
  const { provisionedConcurrency, hasCanaries } = deployment.config;
  const warm = provisionedConcurrency[operationId];
  const alias = new Alias(scope, 'Live', {
    aliasName: 'live',
    version,
    // The day's minimum, so that a deploy begins with it; from then on what is kept warm follows what is in use.
    ...(warm && { provisionedConcurrentExecutions: warm.day.min }),
  });
  if (warm) {
    const scaled = alias.addAutoScaling({ minCapacity: warm.day.min, maxCapacity: warm.day.max });
    scaled.scaleOnUtilization({ utilizationTarget: TARGET_UTILIZATION });
    followDayAndNight(scaled, warm);
  }
  if (hasCanaries) new Canary(scope, 'Canary', { deployment, alias, takenBackBy });
  return alias;
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

/** What Lambda does in the name of a function in a network; AWSLambdaVPCAccessExecutionRole has it, and every log group. */
const ATTACHING = new PolicyStatement({
  actions: [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
});
