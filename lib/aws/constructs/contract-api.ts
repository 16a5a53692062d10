import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  ApiKeySourceType,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { crossOrigin } from '#platform/cross-origin.ts';
import { gatewayPath } from '#platform/gateway-path.ts';
import type { Operation } from '#platform/operation.ts';
import { type Deployment, nameOf } from '../deployment.ts';
import { answerAsProblems } from './gateway-responses.ts';
import { methodNotAllowed, notFound } from './refusals.ts';

/** An operation and the function behind it. */
export interface Route {
  readonly operation: Operation;
  readonly target: IFunction;
}

export interface ContractApiProps {
  readonly deployment: Deployment;
  readonly routes: readonly Route[];
  readonly authorizer: IAuthorizer;
}

/**
 * A REST API that has the routes of the contracts, refuses everything else, and says so in problems. It is no HTTP API
 * because only a REST API lets its own refusals be problems too, and takes a web application firewall.
 */
export class ContractApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { deployment, routes, authorizer }: ContractApiProps) {
    super(scope, id);
    const { config } = deployment;
    const { allowedOrigins: origins = [] } = config;
    // Throws where one is none.
    crossOrigin(origins);
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${nameOf(deployment)}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Resource', {
      restApiName: nameOf(deployment),
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      // A caller has its token and nothing else: the authorizer says which key its requests count for.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      deployOptions: {
        stageName: config.stage,
        throttlingRateLimit: config.throttle.requestsPerSecond,
        throttlingBurstLimit: config.throttle.burst,
        // Latency and errors a method, for GET /statistics and the dashboard.
        metricsEnabled: true,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG_LINE,
      },
    });

    for (const [path, routed] of Map.groupBy(routes.flatMap(pathsOf), (each) => each.path)) {
      const resource = this.api.root.resourceForPath(path);
      for (const { method, route } of routed) addRoute(resource, { method, route, authorizer });
      const methods = routed.map(({ method }) => method);
      methodNotAllowed(resource, { methods, origins });
    }
    notFound(this.api.root, origins);
    answerAsProblems(this.api, origins);
    acknowledgeFindings(this.api);
  }
}

/** Every path of an operation, with every method that it answers: HEAD is GET without the body, and the function sees to that. */
function pathsOf(route: Route) {
  const { method, path, aliases = [] } = route.operation;
  const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
  return [path, ...aliases].flatMap((each) => methods.map((method) => ({ path: gatewayPath(each), method, route })));
}

function addRoute(
  resource: IResource,
  { method, route, authorizer }: { method: string; route: Route; authorizer: IAuthorizer },
) {
  const integration = new LambdaIntegration(route.target, { scopePermissionToMethod: false });
  if (route.operation.scope !== 'none') {
    const authorizationType = AuthorizationType.CUSTOM;
    resource.addMethod(method, integration, { authorizationType, authorizer, apiKeyRequired: true });
    return;
  }
  const open = resource.addMethod(method, integration, { authorizationType: AuthorizationType.NONE });
  Validations.of(open).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason: 'The contract says that this operation takes no token; a test holds the list of those.',
  });
}

/** Who, what, with which answer, and how long it took; no header, no query and no token. */
const ACCESS_LOG_LINE = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    requestTime: AccessLogField.contextRequestTime(),
    sub: AccessLogField.contextAuthorizer('sub'),
    httpMethod: AccessLogField.contextHttpMethod(),
    path: AccessLogField.contextPath(),
    status: AccessLogField.contextStatus(),
    errorType: AccessLogField.contextErrorResponseType(),
    responseLength: AccessLogField.contextResponseLength(),
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
    authorizerLatencyMs: AccessLogField.contextAuthorizerIntegrationLatency(),
  }),
);

function acknowledgeFindings(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions::AwsSolutions-APIG2',
      reason:
        'Every function checks its input against the contract, and answers with what is wrong; the gateway cannot.',
    },
    {
      id: 'AwsSolutions::AwsSolutions-COG4',
      reason:
        'A function verifies the tokens, of Cognito or another issuer, because a Cognito authorizer takes only one.',
    },
  );
  Validations.of(api.deploymentStage).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG6',
    reason: 'The access log and the functions say it all; execution logs are kept for ever in a group we do not own.',
  });
  Validations.of(api.node.findChild('CloudWatchRole')).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'The policy that API Gateway documents for its account role, which serves every API of the account.',
  });
}
