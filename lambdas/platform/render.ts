import type { Answer, Recorded, Success } from './answer.ts';
import type { HttpResponse } from './http.ts';
import { problemMediaType } from './media-type.ts';
import type { Operation } from './operation.ts';
import { type Problem, problemDocument, problems } from './problem.ts';

export interface RenderContext {
  /** Absent where nothing was routed. */
  readonly operation?: Operation | undefined;
  readonly requestId: string;
  readonly traceparent?: string | undefined;
  /** Answers HEAD: the headers of GET without its body (RFC 9110 §9.3.2). */
  readonly head?: boolean;
}

/** The one place where an answer becomes status, headers and bytes. */
export function render(
  answer: Answer,
  { operation, requestId, traceparent, head = false }: RenderContext,
): HttpResponse {
  const { status, contentType, body, cacheControl, headers } = partsOf(answer, { operation, requestId });
  // Set one by one: an object that others are spread into takes three times as long to make.
  const sent: Record<string, string> = {};
  if (contentType) sent['content-type'] = contentType;
  // Of a 304 it would be the length of the 200 (RFC 9110 §8.6).
  if (status !== 304) sent['content-length'] = String(Buffer.byteLength(body));
  sent['cache-control'] = cacheControl;
  sent['x-request-id'] = requestId;
  if (traceparent) sent['traceparent'] = traceparent;
  if (body !== '') Object.assign(sent, SECURITY_HEADERS);
  if (headers) Object.assign(sent, headers);
  return { status, headers: sent, body: head ? '' : body };
}

/** Fixes the bytes of an answer, so that they can be written down with what it tells of, and repeated. */
export function recordable(answer: Success | Problem, context: RenderContext): Recorded {
  const { status, body, headers } = partsOf(answer, context);
  const location = headers?.['location'];
  return { kind: 'recorded', status, body, ...(location !== undefined && { location }), isReplay: false };
}

/**
 * What an API's answers need of OWASP's list (REST Security Cheat Sheet, "Security Headers"): no browser sniffs, runs or
 * frames a body of ours. An answer without a body, such as a scan's, needs none.
 */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

interface Parts {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

function partsOf(answer: Answer, { operation, requestId }: Pick<RenderContext, 'operation' | 'requestId'>): Parts {
  switch (answer.kind) {
    case 'success':
      return renderSuccess(answer, operation);
    case 'problem':
      return renderProblem(answer, { operation, requestId });
    case 'recorded':
      return renderRecorded(answer);
  }
}

function renderSuccess({ status, body, json, headers }: Success, operation: Operation | undefined): Parts {
  const cacheControl = operation?.cacheControl ?? 'no-store';
  const text = json ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text === undefined) return { status, body: '', cacheControl, headers };
  return { status, contentType: 'application/json', body: text, cacheControl, headers };
}

function renderProblem(
  problem: Problem,
  { operation, requestId }: Pick<RenderContext, 'operation' | 'requestId'>,
): Parts {
  const { status } = problems[problem.code];
  const dialect = operation?.dialect;
  return {
    status,
    contentType: problemMediaType(dialect),
    body: JSON.stringify(problemDocument(problem, { requestId, dialect })),
    cacheControl: 'no-store',
    headers: { ...(isTryAgain(status) && { 'retry-after': RETRY_AFTER_SECONDS }), ...problem.headers },
  };
}

function renderRecorded({ status, body, location, isReplay }: Recorded): Parts {
  return {
    status,
    contentType: status >= 400 ? 'application/problem+json' : 'application/json',
    body,
    cacheControl: 'no-store',
    headers: { ...(location !== undefined && { location }), ...(isReplay && { 'idempotent-replayed': 'true' }) },
  };
}

const isTryAgain = (status: number) => status === 429 || status === 503;

/** Long enough for a throttle or a failover to pass, short enough for a gate to keep its scans in memory. */
const RETRY_AFTER_SECONDS = '1';
