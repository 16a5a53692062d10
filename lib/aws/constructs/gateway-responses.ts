import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { readableFields } from '#platform/cross-origin.ts';
import { type ProblemCode, problems } from '#platform/problem.ts';
import { PROBLEM_HEADERS, problemTemplate } from './refusals.ts';

/**
 * What the gateway answers by itself, each as a problem. The status is written out, because without one the gateway
 * keeps its own, which its document would contradict: a failed function would answer 502 with a body that says 500.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const REFUSALS: readonly (readonly [ResponseType, ProblemCode])[] = [
  [ResponseType.ACCESS_DENIED, 'insufficient_scope'],
  [ResponseType.API_CONFIGURATION_ERROR, 'internal_error'],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'internal_error'],
  // The authorizer could not tell: a token must not be called bad because its issuer cannot be asked.
  [ResponseType.AUTHORIZER_FAILURE, 'unavailable'],
  [ResponseType.BAD_REQUEST_BODY, 'bad_request'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'bad_request'],
  [ResponseType.DEFAULT_4XX, 'bad_request'],
  [ResponseType.DEFAULT_5XX, 'internal_error'],
  [ResponseType.EXPIRED_TOKEN, 'unauthorized'],
  [ResponseType.INTEGRATION_FAILURE, 'gateway_timeout'],
  [ResponseType.INTEGRATION_TIMEOUT, 'gateway_timeout'],
  // The authorizer names it, so a caller cannot be wrong: a new key is not known everywhere yet, or nobody's any longer.
  [ResponseType.INVALID_API_KEY, 'unavailable'],
  // Both are said of a path without a method, the second to who sends an Authorization header there.
  [ResponseType.INVALID_SIGNATURE, 'not_found'],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'not_found'],
  [ResponseType.QUOTA_EXCEEDED, 'too_many_requests'],
  [ResponseType.REQUEST_TOO_LARGE, 'payload_too_large'],
  [ResponseType.RESOURCE_NOT_FOUND, 'not_found'],
  [ResponseType.THROTTLED, 'too_many_requests'],
  [ResponseType.UNAUTHORIZED, 'unauthorized'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported_media_type'],
  [ResponseType.WAF_FILTERED, 'bad_request'],
];

/**
 * `origins` are those whose pages may call. The gateway cannot choose by the request's origin here, so it names one where
 * there is only one; of several, their pages see these refusals as a call that failed.
 */
export function answerAsProblems(api: RestApi, origins: readonly string[]): void {
  const [origin, ...more] = origins;
  const forBrowsers: Readonly<Record<string, string>> =
    origin && more.length === 0 ? { 'Access-Control-Allow-Origin': origin, ...readableFields } : {};
  for (const [type, code] of REFUSALS) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(problems[code].status),
      responseHeaders: quoted({ ...PROBLEM_HEADERS, ...HEADERS_OF[code], ...forBrowsers }),
      templates: { 'application/json': problemTemplate(code) },
    });
  }
}

/** Only here can WWW-Authenticate be set: a function's own is renamed by the gateway. */
const HEADERS_OF: Partial<Record<ProblemCode, Readonly<Record<string, string>>>> = {
  unauthorized: { 'WWW-Authenticate': 'Bearer' },
  too_many_requests: { 'Retry-After': '1' },
  unavailable: { 'Retry-After': '1' },
};

function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
