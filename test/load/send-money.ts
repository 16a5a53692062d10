import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, openConnection, type Reply } from './connection.ts';
import type { Movement } from './movement.ts';
import type { Target } from './send-scans.ts';

export interface SendMoneyOptions {
  /** Asked before each attempt, because a server that was restarted may listen elsewhere. */
  readonly target: () => Target;
  readonly movements: Iterable<Movement>;
  readonly connections: number;
  /** Draws what is sent again though it was answered. */
  readonly random: () => number;
  /** Takes no further movement once this is aborted; those under way are still sent until they are answered. */
  readonly until: AbortSignal;
}

export interface MoneySent {
  /** What was said of each movement, 201 or 409. */
  readonly answered: ReadonlyMap<string, { readonly movement: Movement; readonly status: number }>;
  readonly retries: number;
  /** One sentence for each answer that should not have been; a few of them end the run. */
  readonly failures: readonly string[];
}

/** Between two attempts of one request. */
const RETRY_MS = 20;
/** It is given up after so many attempts: 1,500 × 20 ms = 30 s of an absent server. */
const ATTEMPTS_MAX = 1_500;
const FAILURES_MAX = 10;
/** One in so many is sent once more after its answer, which must come again to the byte. */
const REPEATED_SHARE = 0.1;

/** Sends each movement as a till does: with one key, again and again until it is answered. */
export async function sendMoney({
  target,
  movements,
  connections,
  random,
  until,
}: SendMoneyOptions): Promise<MoneySent> {
  const source = movements[Symbol.iterator]();
  const answered = new Map<string, { movement: Movement; status: number }>();
  const failures: string[] = [];
  let retries = 0;

  await Promise.all(Array.from({ length: connections }, sendFromOneTill));
  return { answered, retries, failures };

  async function sendFromOneTill(): Promise<void> {
    let connection: Connection | undefined;
    while (!until.aborted && failures.length < FAILURES_MAX) {
      const movement = source.next().value as Movement;
      const first = await untilAnswered(movement);
      const again = random() < REPEATED_SHARE ? await untilAnswered(movement) : first;

      if (first.status === 201 || first.status === 409) answered.set(movement.key, { movement, status: first.status });
      else failures.push(`${movement.key} was answered ${first.status} ${first.body}`);
      if (again.status !== first.status || again.body !== first.body) {
        failures.push(`${movement.key} was answered ${first.body} and then ${again.body}`);
      }
    }
    connection?.close();

    async function untilAnswered(movement: Movement): Promise<Extract<Reply, { kind: 'answer' }>> {
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
        const { port, token } = target();
        connection ??= openConnection(port);
        const reply = await connection.request(requestOf(movement, token));
        if (reply.kind === 'answer' && reply.status !== 503) return reply;
        if (reply.kind === 'lost') connection = undefined;
        retries += 1;
        await sleep(RETRY_MS);
      }
      return { kind: 'answer', status: 0, retryAfterMs: 0, body: `nothing in ${ATTEMPTS_MAX} attempts` };
    }
  }
}

function requestOf({ key, accountID, way, amount }: Movement, token: string): string {
  const body = JSON.stringify({ amount });
  return `POST /accounts/${accountID}/${way} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
