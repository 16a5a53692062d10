import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '#platform/log.ts';
import type { Random } from '#platform/platform.ts';
import { type ProblemCode, problem } from '#platform/problem.ts';
import { render } from '#platform/render.ts';

/** A connection on which no request, or no complete one, could be read. */
export interface Unreadable {
  readonly socket: Duplex;
  readonly code: ProblemCode;
  readonly random: Random;
  readonly log: Log;
}

/** Says so in a problem, in place of Node's own bare answer, and closes the connection. */
export function answerUnreadable({ socket, code, random, log }: Unreadable): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = random.uuid();
  const { status, headers, body } = render(problem(code), { requestId });
  const fields = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}\r\n${body}`);
  // The client has this long to read its answer; data that still comes is then answered by a reset.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  log.info('request', { status, requestId });
}

const LINGER_MS = 1_000;

/** What Node's parser and its deadlines report (https://nodejs.org/api/http.html#event-clienterror). */
export function codeOfClientError(error: Error): ProblemCode {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers_too_large';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'payload_too_large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request_timeout';
    default:
      return 'bad_request';
  }
}
