import type { HttpResponse, RequestHead } from './http.ts';

/** An answer as the browser of a page of another origin is to see it (Fetch, https://fetch.spec.whatwg.org/#http-cors-protocol). */
export type CrossOrigin = (request: Pick<RequestHead, 'method' | 'headers'>, answer: HttpResponse) => HttpResponse;

/**
 * Pages of these origins may call and read the answers; those of any other may not. Undefined where there is none, so that
 * nothing is said. Never `*`, and never with cookies: a page sends its token itself. Throws an Error whose message is one
 * sentence.
 */
export function crossOrigin(origins: readonly string[]): CrossOrigin | undefined {
  for (const origin of origins) refuseUnlessOrigin(origin);
  if (origins.length === 0) return undefined;
  const allowed = new Set(origins);

  return ({ method, headers }, answer) => {
    const [origin = '', ...more] = headers.get('origin') ?? [];
    if (more.length > 0 || !allowed.has(origin)) return withFields(answer, VARY);
    const allow = { ...VARY, 'access-control-allow-origin': origin };
    const methods = method === 'OPTIONS' ? answer.headers['allow'] : undefined;
    if (methods === undefined) return withFields(answer, { ...allow, ...readableFields });
    return withoutContent(withFields(answer, { ...allow, ...preflightFields(methods) }));
  };
}

function withFields(answer: HttpResponse, fields: HttpResponse['headers']): HttpResponse {
  return { ...answer, headers: { ...answer.headers, ...fields } };
}

/** A 204, as the gateway's mock answers; not even a length of zero may be told of it (RFC 9110 §8.6). */
function withoutContent({ headers }: HttpResponse): HttpResponse {
  const { 'content-length': _, ...others } = headers;
  return { status: 204, headers: others, body: '' };
}

/** What the answer to OPTIONS says beside the origin; `methods` as in `Allow`. */
export function preflightFields(methods: string) {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': SENT,
    'access-control-max-age': MAX_AGE_SECONDS,
  };
}

/** An answer to one origin must not be taken from a cache for another. */
const VARY = { vary: 'Origin' } as const;

/** What a page may send beside what every page may. */
const SENT = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, X-Request-Id';

/** What every other answer says beside the origin: what a page may read beside what every page may. */
export const readableFields = {
  'access-control-expose-headers':
    'Age, Allow, ETag, Idempotent-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Traceparent, WWW-Authenticate, X-Request-Id',
} as const;

/** Two hours, the longest that Chromium believes a preflight; a page asks once for each path. */
const MAX_AGE_SECONDS = '7200';

/** As a browser writes one: scheme, host, and port where it is not the scheme's own (RFC 6454 §6.2). */
function refuseUnlessOrigin(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url?.origin === text && isSafe && HOST.test(url.hostname)) return;
  throw new Error(`An origin is written as https://app.example.com, or http://localhost:3000, and not as ${text}.`);
}

/** What a URL takes in a host beside this, such as `*` and `'`, would mean something else in a template or a list. */
const HOST = /^[a-z0-9.-]+$|^\[::1\]$/;

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
