import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type IntegrationResponse,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import { preflightFields, readableFields } from '#platform/cross-origin.ts';
import { type ProblemCode, problem, problemDocument, problems } from '#platform/problem.ts';
import { originTemplate, overriddenHeaders } from './origin-template.ts';

/** On a routed resource, answers every method that it does not have; and OPTIONS, with those that it has. */
export function methodNotAllowed(resource: IResource, { methods, origins }: Allowed): void {
  const Allow = [...methods, 'OPTIONS'].toSorted().join(', ');
  mock(resource, {
    // Velocity: OPTIONS is an answer of its own, everything else is refused.
    request: '#if($context.httpMethod == "OPTIONS"){"statusCode":204}#else{"statusCode":405}#end',
    answers: [
      refusal('method_not_allowed', { headers: { Allow }, origins }),
      {
        statusCode: '204',
        selectionPattern: '204',
        ...told({ headers: { Allow, ...NOT_CACHED }, origins, fields: preflightFields(Allow) }),
      },
    ],
    origins,
  });
}

interface Allowed {
  readonly methods: readonly string[];
  /** Whose pages may call. */
  readonly origins: readonly string[];
}

type Fields = Readonly<Record<string, string>>;

interface Telling {
  /** For everybody. */
  readonly headers: Fields;
  readonly origins: readonly string[];
  /** For pages of these origins. */
  readonly fields: Fields;
  readonly body?: string;
}

function told({
  headers,
  origins,
  fields,
  body = '',
}: Telling): Pick<IntegrationResponse, 'responseParameters' | 'responseTemplates'> {
  const template = `${originTemplate(origins, fields)}${body}`;
  return {
    responseParameters: parameters({ ...headers, ...(origins.length > 0 && { Vary: 'Origin' }) }),
    ...(template !== '' && { responseTemplates: { 'application/json': template } }),
  };
}

/** Below an API's root, answers whatever path no operation has. */
export function notFound(root: IResource, origins: readonly string[]): void {
  for (const resource of [root, root.addResource('{proxy+}')]) {
    mock(resource, { request: '{"statusCode":404}', answers: [refusal('not_found', { origins })], origins });
  }
}

/** The headers of a problem that no function of ours has made. */
export const PROBLEM_HEADERS = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' } as const;

const NOT_CACHED = { 'Cache-Control': 'no-store' } as const;

/** A problem's document, with the gateway's own variable in the place of the request's id. */
export function problemTemplate(code: ProblemCode): string {
  return JSON.stringify(problemDocument(problem(code), { requestId: '$context.requestId' }));
}

function refusal(
  code: ProblemCode,
  { headers, origins }: { headers?: Fields; origins: readonly string[] },
): IntegrationResponse {
  return {
    statusCode: String(problems[code].status),
    ...told({
      headers: { ...PROBLEM_HEADERS, ...headers },
      origins,
      fields: readableFields,
      body: problemTemplate(code),
    }),
  };
}

interface Mock {
  readonly request: string;
  readonly answers: readonly IntegrationResponse[];
  /** Whose pages may call. */
  readonly origins: readonly string[];
}

/** Open to everybody, because it tells nothing: a path is refused before anybody is asked for a token. */
function mock(resource: IResource, { request, answers, origins }: Mock): void {
  const overridden = origins.length > 0 ? overriddenHeaders.map(headerParameter) : [];
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
        [...Object.keys(responseParameters), ...overridden].map((name) => [name, true]),
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
