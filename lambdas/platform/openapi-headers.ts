import type { ParameterObject } from './openapi-types.ts';
import type { Operation } from './operation.ts';

export function headersNamed(...names: readonly (keyof typeof HEADERS)[]) {
  return Object.fromEntries(names.map((name) => [name, refTo('headers')(name)]));
}

/** What a request of the operation may say in headers of ours. */
export function headersTaken({ answers }: Operation): string[] {
  return Object.keys(PARAMETERS).filter((name) => name !== 'If-None-Match' || answers[304] !== undefined);
}

export const refTo = (kind: 'parameters' | 'headers' | 'responses') => (name: string) => ({
  $ref: `#/components/${kind}/${name}`,
});

const text = (pattern?: string) => ({ type: 'string', ...(pattern && { pattern }) }) as const;

export const PARAMETERS = {
  'X-Request-Id': {
    name: 'X-Request-Id',
    in: 'header',
    required: false,
    description: 'Returned, and carried into every log; made here when absent or malformed.',
    schema: text('^[A-Za-z0-9_-]{1,64}$'),
  },
  traceparent: {
    name: 'traceparent',
    in: 'header',
    required: false,
    description: 'W3C Trace Context; returned and carried on when valid.',
    schema: text(),
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what you have: answered with 304 while it is still what there is.',
    schema: text(),
  },
} as const satisfies Record<string, ParameterObject>;

export const HEADERS = {
  'X-Request-Id': { description: 'The id of this request, in every log line about it.', schema: text() },
  traceparent: { description: 'As sent, when it was valid.', schema: text() },
  'Cache-Control': { description: 'Always explicit.', schema: text() },
  ETag: { description: 'The version of what was answered.', schema: text() },
  Age: { description: 'Seconds since it was read from where it is kept.', schema: text('^[0-9]+$') },
  'WWW-Authenticate': { description: 'What a token needs (RFC 6750).', schema: text() },
  Allow: { description: 'The methods that this path has.', schema: text() },
  'Retry-After': { description: 'Seconds until it is worth trying again.', schema: text('^[0-9]+$') },
} as const;

export const HEADERS_OF_STATUS: Readonly<Record<number, readonly (keyof typeof HEADERS)[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};
