import { IDEMPOTENCY_KEY } from './idempotency.ts';
import { type ParameterObject, refTo } from './openapi-types.ts';
import type { Operation } from './operation.ts';
import { IF_MATCH } from './precondition.ts';

const text = (pattern?: string) => ({ type: 'string', ...(pattern && { pattern }) }) as const;

/** What every request may carry. */
export const PARAMETERS = {
  'X-Request-Id': {
    name: 'X-Request-Id',
    in: 'header',
    required: false,
    description:
      'Returned, and carried into every log, where it is 1 to 64 of A-Z, a-z, 0-9, _ and -; made here when it is absent or anything else.',
    schema: text(),
  },
  traceparent: {
    name: 'traceparent',
    in: 'header',
    required: false,
    description: 'W3C Trace Context; returned and carried on when valid.',
    schema: text(),
  },
} as const satisfies Record<string, ParameterObject>;

/** What a command has to carry besides. */
export function keyOf({ idempotency }: Operation): ParameterObject[] {
  if (!idempotency) return [];
  const { retention } = idempotency;
  const until = retention === 'forever' ? 'for ever' : `for ${retention.hours} hours, after which the key is a new one`;
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description: `Makes a retry safe: the same key with the same request is answered as the first time, and nothing happens again. With another request it is refused with 422. Remembered ${until}.`,
      schema: text(IDEMPOTENCY_KEY.source),
      example: 'till-4_2026-01-17_000123',
    },
  ];
}

/** What a write has to say of what it expects. */
export function preconditionsOf({ conditional }: Operation): ParameterObject[] {
  if (!conditional) return [];
  const either = { in: 'header', required: false } as const;
  return [
    {
      ...either,
      name: 'If-Match',
      description: 'The `ETag` of what is to be replaced. Without this and without If-None-Match: 428.',
      schema: text(IF_MATCH.source),
      example: '"1"',
    },
    {
      ...either,
      name: 'If-None-Match',
      description: 'Where nothing is to be replaced.',
      schema: { type: 'string', const: '*' },
    },
  ];
}

/** What a read may carry besides. */
export function conditionOf({ answers }: Operation): ParameterObject[] {
  if (answers[304] === undefined) return [];
  const description = 'The `ETag` of what you have: answered with 304 while it is still what there is.';
  return [{ name: 'If-None-Match', in: 'header', required: false, description, schema: text() }];
}

export const HEADERS = {
  'X-Request-Id': { description: 'The id of this request, in every log line about it.', schema: text() },
  traceparent: { description: 'As sent, when it was valid.', schema: text() },
  'Cache-Control': { description: 'Always explicit.', schema: text() },
  ETag: { description: 'The version of what was answered.', schema: text() },
  Location: { description: 'Where to read what was made.', schema: text() },
  'Idempotent-Replayed': {
    description: 'Here when an earlier request with the same key was answered just so.',
    schema: { type: 'string', const: 'true' },
  },
  Link: { description: 'The next page, as `rel="next"` (RFC 8288); absent on the last one.', schema: text() },
  Age: { description: 'Seconds since it was read from where it is kept.', schema: text('^[0-9]+$') },
  'WWW-Authenticate': { description: 'What a token needs (RFC 6750).', schema: text() },
  Allow: { description: 'The methods that this path has.', schema: text() },
  'Retry-After': { description: 'Seconds until it is worth trying again.', schema: text('^[0-9]+$') },
  'RateLimit-Policy': {
    description:
      'Of whoever has a limit, on every answer: so many requests in so many seconds (draft-ietf-httpapi-ratelimit-headers-11, section 3). On AWS it is not told.',
    schema: text(),
    example: '"default";q=60000;w=60',
  },
  RateLimit: {
    description: 'With RateLimit-Policy: how many requests are left, and the seconds until all are there again.',
    schema: text(),
    example: '"default";r=59990;t=1',
  },
} as const;

type HeaderName = keyof typeof HEADERS;

export function headersNamed(...names: readonly HeaderName[]) {
  return Object.fromEntries(names.map((name) => [name, refTo('headers')(name)]));
}

export function headersOfAnswer({ idempotency, query, headers = [] }: Operation, status: number): HeaderName[] {
  return [
    ...OF_ALL,
    ...(idempotency ? OF_COMMANDS : []),
    ...(status === 200 && query?.shape['cursor'] ? OF_LISTS : []),
    ...headers,
  ];
}

/** A refusal that is recorded is repeated too. */
export function headersOfRefusal(status: number, isRecorded: boolean): HeaderName[] {
  return [...OF_ALL, ...(isRecorded ? OF_RECORDED : []), ...(OF_STATUS[status] ?? [])];
}

const OF_ALL = ['X-Request-Id', 'traceparent', 'Cache-Control'] as const;
const OF_RECORDED = ['Idempotent-Replayed'] as const;
const OF_COMMANDS = ['Location', ...OF_RECORDED] as const;
const OF_LISTS = ['Link'] as const;
const OF_STATUS: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After', 'RateLimit-Policy', 'RateLimit'],
  503: ['Retry-After'],
};
