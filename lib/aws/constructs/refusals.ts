import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type IntegrationResponse,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import { crossOrigin, preflightFields } from '#platform/cross-origin.ts';
import { type ProblemCode, problem, problemDocument, problems } from '#platform/problem.ts';

/** On a routed resource, answers every method that it does not have; and OPTIONS, with those that it has. */
export function methodNotAllowed(resource: IResource, { methods, origins }: Allowed): void {
  const Allow = [...methods, 'OPTIONS'].toSorted().join(', ');
  mock(resource, {
    // Velocity: OPTIONS is an answer of its own, everything else is refused.
    request: '#if($context.httpMethod == "OPTIONS"){"statusCode":204}#else{"statusCode":405}#end',
    answers: [
      refusal('method_not_allowed', { Allow }),
      { statusCode: '204', selectionPattern: '204', ...preflight(Allow, origins) },
    ],
    ...(origins.length > 0 && { overridden: [ALLOW_ORIGIN] }),
  });
}

interface Allowed {
  readonly methods: readonly string[];
  /** Whose pages may call. */
  readonly origins: readonly string[];
}

function preflight(
  Allow: string,
  origins: readonly string[],
): Pick<IntegrationResponse, 'responseParameters' | 'responseTemplates'> {
  if (origins.length === 0) return { responseParameters: parameters({ Allow, ...NOT_CACHED }) };
  crossOrigin(origins);
  return {
    // Without the origin, which the template adds for those of the list, the rest says nothing to a browser.
    responseParameters: parameters({ Allow, ...NOT_CACHED, Vary: 'Origin', ...preflightFields(Allow) }),
    responseTemplates: { 'application/json': originTemplate(origins) },
  };
}

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';

/**
 * Names the origin of a page that may call. By `==`, not by `matches` as the library's own preflight has it, to which
 * every dot is any character. The name of the header is as it was sent: by HTTP/2 in small letters. "Override a request or
 * response in API Gateway",
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
function originTemplate(origins: readonly string[]): string {
  const isAllowed = origins.map((origin) => `$origin == "${origin}"`).join(' || ');
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end',
    `#if(${isAllowed})#set($context.responseOverride.header.${ALLOW_ORIGIN} = $origin)#end`,
  ].join('');
}

/** Below an API's root, answers whatever path no operation has. */
export function notFound(root: IResource): void {
  for (const resource of [root, root.addResource('{proxy+}')]) {
    mock(resource, { request: '{"statusCode":404}', answers: [refusal('not_found')] });
  }
}

/** The headers of a problem that no function of ours has made. */
export const PROBLEM_HEADERS = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' } as const;

const NOT_CACHED = { 'Cache-Control': 'no-store' } as const;

/** A problem's document, with the gateway's own variable in the place of the request's id. */
export function problemTemplate(code: ProblemCode): string {
  return JSON.stringify(problemDocument(problem(code), { requestId: '$context.requestId' }));
}

function refusal(code: ProblemCode, headers: Readonly<Record<string, string>> = {}): IntegrationResponse {
  return {
    statusCode: String(problems[code].status),
    responseParameters: parameters({ ...PROBLEM_HEADERS, ...headers }),
    responseTemplates: { 'application/json': problemTemplate(code) },
  };
}

interface Mock {
  readonly request: string;
  readonly answers: readonly IntegrationResponse[];
  /** Headers that only a template sets. */
  readonly overridden?: readonly string[];
}

/** Open to everybody, because it tells nothing: a path is refused before anybody is asked for a token. */
function mock(resource: IResource, { request, answers, overridden = [] }: Mock): void {
  const integration = new MockIntegration({
    // A content type without a template is the 415 problem; with any other behaviour the mock fails with a 500.
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': request },
    integrationResponses: [...answers],
  });
  const method = resource.addMethod('ANY', integration, {
    authorizationType: AuthorizationType.NONE,
    methodResponses: answers.map(({ statusCode, responseParameters = {} }) => ({
      statusCode,
      responseParameters: Object.fromEntries(
        [...Object.keys(responseParameters), ...overridden.map(headerParameter)].map((name) => [name, true]),
      ),
    })),
  });
  Validations.of(method).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason: 'It reaches no function and tells nothing that the public OpenAPI document does not.',
  });
}

function parameters(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerParameter(name), `'${value}'`]));
}

function headerParameter(name: string): string {
  return `method.response.header.${name}`;
}
