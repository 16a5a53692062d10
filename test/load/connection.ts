import { connect, type Socket } from 'node:net';

/** What became of one request: an answer, or nobody knows. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterMs: number; readonly body: string }
  | { readonly kind: 'lost' };

/** One keep-alive HTTP/1.1 connection to 127.0.0.1, one request at a time. */
export interface Connection {
  /** Sends a whole request as text; never rejects. */
  request(text: string): Promise<Reply>;
  close(): void;
}

/** An answer that has not come by then counts as lost. */
const ANSWER_MS_MAX = 10_000;

/**
 * Written on the bare socket because it shares the machine with the server it loads: node:http with a keep-alive agent
 * costs several times the CPU a request. It reads only what our servers send: a Content-Length or no body at all.
 */
export function openConnection(port: number): Connection {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = '';
  let settle: ((reply: Reply) => void) | undefined;

  socket.setEncoding('latin1');
  socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy());
  // 'close' always follows 'error', and says all there is to know here.
  socket.on('error', () => undefined);
  socket.on('close', () => settleWith({ kind: 'lost' }));
  socket.on('data', (chunk: string) => {
    received += chunk;
    const response = readResponse(received);
    if (!response) return;
    received = received.slice(response.length);
    settleWith(response.reply);
  });

  return {
    request(text) {
      if (socket.destroyed) return Promise.resolve({ kind: 'lost' });
      const { promise, resolve } = Promise.withResolvers<Reply>();
      settle = resolve;
      socket.write(text, 'latin1');
      return promise;
    },
    close: () => socket.destroy(),
  };

  function settleWith(reply: Reply): void {
    settle?.(reply);
    settle = undefined;
  }
}

/** The first response in the text and how much of it that is; `undefined` while more must come. */
function readResponse(text: string): { reply: Reply; length: number } | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;

  const head = text.slice(0, headEnd);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`This client reads no chunked answers: ${head}`);

  const bodyStart = headEnd + 4;
  const length = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (text.length < length) return undefined;

  const retryAfterSeconds = Number(/\r\nretry-after: *(\d+)/i.exec(head)?.[1] ?? 0);
  // "HTTP/1.1 201 Created": the status is what stands from the ninth character on.
  const reply: Reply = {
    kind: 'answer',
    status: Number(head.slice(9, 12)),
    retryAfterMs: retryAfterSeconds * 1_000,
    body: text.slice(bodyStart, length),
  };
  return { reply, length };
}
