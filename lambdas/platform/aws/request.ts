import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RequestHead } from '../http.ts';

/** The event of a REST API as the request that it was. */
export function requestHeadOf(event: APIGatewayProxyEvent): RequestHead {
  return { method: event.httpMethod, path: pathOf(event), query: queryOf(event), headers: headersOf(event) };
}

export function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent): Uint8Array {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

/** `requestContext.path` is as it was sent, behind the stage's name on the API's own host; `event.path` may be decoded. */
function pathOf({ requestContext }: APIGatewayProxyEvent): string {
  const prefix = `/${requestContext.stage}/`;
  return requestContext.path.startsWith(prefix) ? requestContext.path.slice(prefix.length - 1) : requestContext.path;
}

/** The gateway hands over decoded parameters; encoded again, they are what the contract's own parser reads. */
function queryOf({ multiValueQueryStringParameters }: APIGatewayProxyEvent): string {
  const parameters = Object.entries(multiValueQueryStringParameters ?? {});
  return parameters
    .flatMap(([name, values]) => (values ?? []).map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');
}

type MultiValueHeaders = Readonly<Record<string, string[] | undefined>>;

/** A REST API keeps the case in which each name was sent. */
export function headersOf({
  multiValueHeaders,
}: {
  multiValueHeaders: MultiValueHeaders | null;
}): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const [sent, values] of Object.entries(multiValueHeaders ?? {})) {
    const name = sent.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), ...(values ?? [])]);
  }
  return headers;
}

/** Half a surrogate pair cannot be encoded, and encodeURIComponent throws for it. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
