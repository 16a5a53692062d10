import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Principal } from '#platform/call.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Operation } from '#platform/operation.ts';
import { bearerToken, readInput, refuseHead } from '#platform/prelude.ts';

describe('refuseHead', () => {
  test('lets a request through that has nothing wrong with its head', () => {
    expect(refuseHead(PostPart, head(), gate)).toBeUndefined();
    expect(refuseHead(GetPart, head({ method: 'GET', headers: {} }), undefined)).toBeUndefined();
  });

  test('answers the first of 401, 403, 413, 415 and 400 that applies', () => {
    const everythingIsWrong = head({ headers: { 'content-length': '17', 'content-type': 'text/plain' } });
    const wrongMediaType = head({ headers: { 'content-length': '16', 'content-type': 'text/plain' } });

    expect(refuseHead(PostPart, everythingIsWrong, undefined)?.code).toBe('unauthorized');
    expect(refuseHead(PostPart, everythingIsWrong, reader)?.code).toBe('insufficient_scope');
    expect(refuseHead(PostPart, everythingIsWrong, gate)?.code).toBe('payload_too_large');
    expect(refuseHead(PostPart, wrongMediaType, gate)?.code).toBe('unsupported_media_type');
    expect(refuseHead(GetPart, wrongMediaType, gate)?.code).toBe('bad_request');
  });

  test('challenges as RFC 6750 says: with an error only for who presented a token', () => {
    const challengeOf = (authorization: string | undefined, principal?: Principal) =>
      refuseHead(PostPart, head({ headers: authorization ? { authorization } : {} }), principal)?.headers;

    expect(challengeOf(undefined)).toEqual({ 'www-authenticate': 'Bearer' });
    expect(challengeOf('Basic Z2F0ZTpnYXRl')).toEqual({ 'www-authenticate': 'Bearer' });
    expect(challengeOf('Bearer expired')).toEqual({ 'www-authenticate': 'Bearer error="invalid_token"' });
    expect(challengeOf('Bearer good', reader)).toEqual({
      'www-authenticate': 'Bearer error="insufficient_scope", scope="rides:write"',
    });
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'takes a body of %s',
    (type) => {
      expect(refuseHead(PostPart, head({ headers: { 'content-type': type } }), gate)).toBeUndefined();
    },
  );

  test.each([
    ['no content type', {}],
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['another parameter', { 'content-type': 'application/json; version=2' }],
    ['a longer subtype', { 'content-type': 'application/json-patch' }],
    ['two content types', { 'content-type': ['application/json', 'application/json'] }],
    ['a content encoding', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    ['the encoding that does nothing', { 'content-type': 'application/json', 'content-encoding': 'identity' }],
  ])('refuses %s with 415', (_, headers) => {
    expect(refuseHead(PostPart, head({ headers }), gate)?.code).toBe('unsupported_media_type');
  });
});

describe('readInput', () => {
  test('reads path, query and body as the contract says', () => {
    const request = head({ query: 'tag=a&tag=b+c&limit=5' });

    expect(readInput(PostPart, request, bytes('{"n":1}'))).toEqual({
      kind: 'input',
      input: { params: { partID: '7' }, query: { tag: ['a', 'b c'], limit: '5' }, body: { n: 1 } },
    });
  });

  test('reads a single value as an array where the schema says array', () => {
    expect(readInput(PostPart, head({ query: 'tag=a' }), bytes('{"n":1}'))).toMatchObject({
      input: { query: { tag: ['a'] } },
    });
  });

  test('ignores a misspelled number where an operation of the Ski Data API ignores the field, and nowhere else', () => {
    const foreign = { ...PostPart, bodyBytesMax: 64, dialect: 'ski-data-api', body: z.object({ n: z.int() }) } as const;

    expect(readInput(foreign, head(), bytes('{"n":1,"x":[1.0]}'))).toMatchObject({ input: { body: { n: 1 } } });
    expect(readInput(foreign, head(), bytes('{"n":1.0}'))).toMatchObject({
      errors: [{ pointer: '/n', detail: 'is a number that is not in canonical form, or beyond double precision' }],
    });
    expect(readInput(PostPart, head(), bytes('{"n":1,"x":1.0}'))).toMatchObject({ errors: [{ pointer: '/x' }] });
  });

  test('says everything that is wrong in one problem', () => {
    const request = head({ path: '/parts/x', query: 'limit=1&limit=2' });

    expect(readInput(PostPart, request, bytes('{"n":"1"}'))).toEqual({
      kind: 'problem',
      code: 'validation_failed',
      errors: [
        { pointer: '/path/partID', detail: 'must be digits' },
        { pointer: '/query/limit', detail: 'must be given once' },
        { pointer: '/n', detail: expect.stringContaining('expected number') },
      ],
    });
  });

  test('refuses what our own dialect does not know, with the pointer', () => {
    const request = head({ query: 'a~b=1&__proto__=2' });

    expect(readInput(PostPart, request, bytes('{"n":1,"m/":2}'))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/query/a~0b' }, { pointer: '/query/__proto__' }, { pointer: '/m~1' }],
    });
  });

  test('ignores what the Ski Data API dialect does not know', () => {
    const operation = { ...PostPart, dialect: 'ski-data-api', body: z.object({ n: z.int() }) } as const;

    expect(readInput(operation, head({ query: 'x=1&x=2&limit=3' }), bytes('{"n":1,"m":2}'))).toMatchObject({
      input: { query: { limit: '3' }, body: { n: 1 } },
    });
  });

  test.each(['%', '%zz=1', 'a=%ff', 'a=%ed%a0%80'])('refuses the malformed query %s', (query) => {
    expect(readInput(PostPart, head({ query }), bytes('{"n":1}'))).toMatchObject({ errors: [{ pointer: '/query' }] });
  });

  test('refuses a body beyond the limit, and one where there is none', () => {
    expect(readInput(PostPart, head(), new Uint8Array(17))).toMatchObject({ code: 'payload_too_large' });
    expect(readInput(GetPart, head(), bytes('{}'))).toMatchObject({ code: 'bad_request' });
  });

  test('finds nothing at a path that is not the operation’s', () => {
    expect(readInput(PostPart, head({ path: '/parts/7/' }), bytes('{"n":1}'))).toMatchObject({ code: 'not_found' });
  });

  test('bounds the errors of one answer', () => {
    const operation = { ...PostPart, bodyBytesMax: 16_384 };
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, 0]));

    const read = readInput(operation, head(), bytes(JSON.stringify(body)));

    expect(read.kind === 'problem' && read.errors?.length).toBe(100);
  });
});

describe('bearerToken', () => {
  test('is the token of the one bearer header, whatever the case of its scheme', () => {
    expect(bearerToken(head({ headers: { authorization: 'Bearer a.b-c_d~e+f/g==' } }))).toBe('a.b-c_d~e+f/g==');
    expect(bearerToken(head({ headers: { authorization: 'BEARER  abc' } }))).toBe('abc');
  });

  test.each([undefined, 'Bearer', 'Bearer ', 'Bearer a b', 'Basic abc', 'Bearer "a"', ['Bearer a', 'Bearer a']])(
    'is absent for %j',
    (authorization) => {
      expect(bearerToken(head({ headers: authorization ? { authorization } : {} }))).toBeUndefined();
    },
  );
});

const PostPart = {
  operationId: 'postPart',
  summary: 'Write a part',
  method: 'POST',
  path: '/parts/{partID}',
  scope: 'rides:write',
  dialect: 'liftline',
  params: z.object({ partID: z.string().regex(/^[0-9]+$/, 'must be digits') }),
  query: z.object({ tag: z.array(z.string()).optional(), limit: z.string().optional() }),
  body: z.strictObject({ n: z.int() }),
  bodyBytesMax: 16,
  answers: { 201: null },
  problems: [],
} as const satisfies Operation;

const GetPart = {
  operationId: 'getPart',
  summary: 'Read a part',
  method: 'GET',
  path: '/parts/{partID}',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: null },
  problems: [],
} as const satisfies Operation;

const gate: Principal = { sub: 'gate', scopes: new Set(['rides:write'] as const) };
const reader: Principal = { sub: 'reader', scopes: new Set(['rides:read'] as const) };

interface Sent extends Partial<Omit<RequestHead, 'headers'>> {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

function head({ headers = { 'content-type': 'application/json' }, ...sent }: Sent = {}): RequestHead {
  const values = Object.entries(headers).map(([name, value]) => [name, [value].flat()] as const);
  return { method: 'POST', path: '/parts/7', query: '', ...sent, headers: new Map(values) };
}

const bytes = (text: string) => new TextEncoder().encode(text);
