import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse } from '#platform/http.ts';

export function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, fieldsOf(headers));
  // As long in bytes as in characters, it is ASCII, which Node copies as it is.
  response.end(body, headers['content-length'] === String(body.length) ? 'latin1' : 'utf8');
}

/**
 * Answers while the client may still be sending, and closes. The connection stays open to read until the client has
 * seen the answer: closed at once it would be reset, and the answer lost with it (RFC 9112 §9.6).
 */
export function sendAndClose(request: IncomingMessage, response: ServerResponse, answer: HttpResponse): void {
  response.writeHead(answer.status, [...fieldsOf(answer.headers), 'connection', 'close']);
  if (request.complete || request.destroyed) {
    response.end(answer.body);
    return;
  }

  response.write(answer.body);
  const end = () => {
    clearTimeout(patience);
    response.end();
  };
  const patience = setTimeout(end, DRAIN_MS_MAX);
  request.once('close', end);
  request.resume();
}

/** Long enough for an answer to reach the client on a mobile line. */
const DRAIN_MS_MAX = 1_000;

/** As one flat list, which Node writes as it is. */
function fieldsOf(headers: HttpResponse['headers']): string[] {
  const fields: string[] = [];
  for (const name in headers) fields.push(name, headers[name] ?? '');
  return fields;
}
