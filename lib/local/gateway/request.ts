import type { IncomingMessage } from 'node:http';
import { BODY_BYTES_DEFAULT, type RequestHead } from '#platform/http.ts';
import { type Problem, problem } from '#platform/problem.ts';

/** The request as it was sent: Node's own `headers` join or drop those that came twice. */
export function headOf({ method = '', url = '', rawHeaders }: IncomingMessage): RequestHead {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
    const lowerCase = name.toLowerCase();
    const values = headers.get(lowerCase);
    if (values) values.push(value);
    else headers.set(lowerCase, [value]);
  }
  const mark = url.indexOf('?');
  return mark < 0
    ? { method, path: url, query: '', headers }
    : { method, path: url.slice(0, mark), query: url.slice(mark + 1), headers };
}

/** What Node's parser lets through although two readers may disagree on it (RFC 9112 §2.3, §3.2, §6.1). */
export function refuseFraming(
  { httpVersionMajor, httpVersionMinor }: IncomingMessage,
  { headers }: RequestHead,
): Problem | undefined {
  if (httpVersionMajor !== 1) return problem('bad_request', { detail: 'The only HTTP spoken here is HTTP/1.' });

  const hosts = headers.get('host')?.length ?? 0;
  if (hosts > 1) return problem('bad_request', { detail: 'The request has more than one Host.' });
  if (hosts === 0 && httpVersionMinor >= 1) return problem('bad_request', { detail: 'The request has no Host.' });

  const codings = headers.get('transfer-encoding');
  if (codings && (codings.length > 1 || codings[0]?.toLowerCase() !== 'chunked')) {
    return problem('bad_request', { detail: 'The only transfer coding here is chunked.' });
  }
  return undefined;
}

export interface Aborted {
  /** The client went away before its request was complete: there is nobody to answer. */
  readonly kind: 'aborted';
}

type Body = { readonly kind: 'body'; readonly bytes: Uint8Array } | Problem | Aborted;

/** Reads no further than the limit. A body that comes in one piece, as nearly all do, is not copied. */
export function readBody(request: IncomingMessage, head: RequestHead, bytesMax: number): Body | Promise<Body> {
  if (declaredBytes(head) === 0) return NO_BODY;
  if (request.destroyed) return ABORTED;

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (bytes > bytesMax) {
        request.removeAllListeners('data');
        resolve(problem('payload_too_large', { detail: `The body of this operation has at most ${bytesMax} bytes.` }));
      }
    });
    request.once('end', () => {
      const [only] = chunks;
      resolve({ kind: 'body', bytes: only && chunks.length === 1 ? only : Buffer.concat(chunks, bytes) });
    });
    request.once('close', () => resolve(ABORTED));
  });
}

const NO_BODY: Body = { kind: 'body', bytes: new Uint8Array(0) };
const ABORTED: Aborted = { kind: 'aborted' };

/**
 * Whether more of the request may come than is worth reading away, once it has been answered; then the connection cannot
 * be used again. A client that awaited 100 Continue sends its body or does not, and nobody can tell (RFC 9110 §10.1.1).
 */
export function isLeftUnread(request: IncomingMessage, head: RequestHead): boolean {
  if (request.complete) return false;
  return declaredBytes(head) > (head.headers.has('expect') ? 0 : BODY_BYTES_DEFAULT);
}

function declaredBytes({ headers }: RequestHead): number {
  if (headers.has('transfer-encoding')) return Number.POSITIVE_INFINITY;
  return Number(headers.get('content-length')?.[0] ?? 0);
}
