import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, openConnection, type Reply } from '../load/connection.ts';

export interface Storm {
  /** Answers by their status; 0 for those that were lost. */
  readonly answers: Map<number, number>;
  /** Answers that said to try again and did not say when. */
  readonly withoutRetryAfter: () => number;
  stop(): Promise<void>;
}

/** Sends the same request over and over on so many connections, and heeds no Retry-After. */
export function startStorm({
  port,
  request,
  connections,
}: {
  port: number;
  request: string;
  connections: number;
}): Storm {
  const answers = new Map<number, number>();
  let withoutRetryAfter = 0;
  let isOver = false;
  const senders = Array.from({ length: connections }, send);

  return {
    answers,
    withoutRetryAfter: () => withoutRetryAfter,
    async stop() {
      isOver = true;
      await Promise.all(senders);
    },
  };

  async function send(): Promise<void> {
    let connection: Connection | undefined;
    while (!isOver) {
      connection ??= openConnection(port);
      const reply = await connection.request(request);
      count(reply);
      if (reply.kind === 'lost') {
        connection = undefined;
        await sleep(100);
      }
    }
    connection?.close();
  }

  function count(reply: Reply): void {
    const status = reply.kind === 'answer' ? reply.status : 0;
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (reply.kind === 'answer' && (status === 429 || status === 503) && reply.retryAfterMs === 0)
      withoutRetryAfter += 1;
  }
}

export interface Post {
  readonly path: string;
  readonly token: string;
  readonly body: object;
  readonly key?: string;
}

export function post({ path, token, body, key }: Post): string {
  const text = JSON.stringify(body);
  const fields = [
    'host: 127.0.0.1',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${text.length}`,
    ...(key === undefined ? [] : [`idempotency-key: ${key}`]),
  ];
  return `POST ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${text}`;
}
