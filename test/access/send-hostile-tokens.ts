import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, openConnection } from '../load/connection.ts';
import { startLiftline } from '../load/liftline.ts';
import { type HostileToken, hostileTokens } from './hostile-tokens.ts';

export interface HostileTokensSent {
  /** How many of each kind. */
  readonly sent: ReadonlyMap<string, number>;
  /** Those answered otherwise, a sentence each. */
  readonly wrong: readonly string[];
  /** Tokens, or parts of them, that stand in the log. */
  readonly logged: readonly string[];
  /** What the very token that `npm start` printed is answered, before and after. */
  readonly good: readonly number[];
}

/** Sends hostile tokens to a running system, and looks for them in its log afterwards. */
export async function sendHostileTokens({
  data,
  count,
  seed,
}: {
  data: string;
  count: number;
  seed: number;
}): Promise<HostileTokensSent> {
  const system = await startLiftline(data);
  const tokens = hostileTokens({ keyFile: join(data, 'signing-key.json'), seed });
  const sent = new Map<string, number>();
  const parts = new Set<string>();
  const wrong: string[] = [];
  let left = count;

  try {
    const before = await statusOf([`Bearer ${system.token}`]);
    await Promise.all(Array.from({ length: CONNECTIONS }, sendSome));
    const after = await statusOf([`Bearer ${system.token}`]);
    await system.stop();
    const log = readFileSync(`${data}.log`, 'utf8').match(/[\w.-]{20,}/g) ?? [];
    const logged = log.flatMap((word) => word.split('.')).filter((part) => parts.has(part) || part.startsWith('eyJ'));
    return { sent, wrong, logged, good: [before, after] };
  } finally {
    await system.kill();
  }

  async function sendSome(): Promise<void> {
    let connection: Connection | undefined;
    while (left > 0 && wrong.length < WRONG_MAX) {
      left -= 1;
      const token: HostileToken = (await tokens.next()).value;
      for (const value of token.values)
        for (const part of value.split(/[\s.,]+/)) if (part.length >= 20) parts.add(part);
      connection ??= openConnection(system.port);
      const reply = await connection.request(requestWith(token.values));
      sent.set(token.what, (sent.get(token.what) ?? 0) + 1);
      const isProblem = reply.kind === 'answer' && reply.status === token.status && isProblemOf(reply);
      if (!isProblem)
        wrong.push(`${token.what}: ${JSON.stringify(reply)} to ${token.values.join(', ').slice(0, 2_000)}`);
      // The gateway closes a connection whose request it could not read.
      if (token.status === 431 || reply.kind === 'lost') connection = undefined;
    }
    connection?.close();
  }

  async function statusOf(values: readonly string[]): Promise<number> {
    const connection = openConnection(system.port);
    const reply = await connection.request(requestWith(values));
    connection.close();
    return reply.kind === 'answer' ? reply.status : 0;
  }
}

const CONNECTIONS = 8;
const WRONG_MAX = 20;

function requestWith(values: readonly string[]): string {
  const fields = values.map((value) => `authorization: ${value}\r\n`).join('');
  return `GET /resorts HTTP/1.1\r\nhost: 127.0.0.1\r\n${fields}\r\n`;
}

function isProblemOf({ status, body }: { status: number; body: string }): boolean {
  const problem = JSON.parse(body);
  return problem.status === status && problem.code === (status === 431 ? 'headers_too_large' : 'unauthorized');
}
