import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, openConnection } from './connection.ts';
import { dayPathOf, nameOf, type Scan } from './scan.ts';

export interface Target {
  readonly port: number;
  readonly token: string;
}

export interface SendOptions {
  /** Asked before each attempt, because a server that was restarted may listen elsewhere. */
  readonly target: () => Target;
  /** A scan is posted by itself; several together are a batch. */
  readonly scans: Iterable<Scan | readonly Scan[]>;
  readonly connections: number;
  /** Takes no further scan once this is aborted; those under way are still sent until they are answered. */
  readonly until?: AbortSignal;
}

export interface Sent {
  /** Distinct scans that left this client, answered or not. */
  readonly sent: ReadonlyMap<string, Scan>;
  /** Distinct scans that were acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** How many scans were acknowledged, repeated ones included. */
  readonly answered: number;
  /** How many times a scan was sent again, because its answer was lost or asked for patience. */
  readonly retries: number;
  /** One sentence for each request that was given up; a few of them end the run. */
  readonly failures: readonly string[];
  readonly seconds: number;
}

/** Between two attempts of one request, unless the server asks for more. */
const RETRY_MS = 20;
/** It is given up after so many attempts: 1,500 × 20 ms = 30 s of an absent server. */
const ATTEMPTS_MAX = 1_500;
const FAILURES_MAX = 10;

/** Sends every scan as a gate does: again and again until it is acknowledged. */
export async function sendScans({ target, scans, connections, until }: SendOptions): Promise<Sent> {
  const source = scans[Symbol.iterator]();
  const sent = new Map<string, Scan>();
  const acknowledged = new Set<string>();
  const failures: string[] = [];
  const started = performance.now();
  let answered = 0;
  let retries = 0;

  await Promise.all(Array.from({ length: connections }, sendFromOneGate));
  return { sent, acknowledged, answered, retries, failures, seconds: (performance.now() - started) / 1_000 };

  async function sendFromOneGate(): Promise<void> {
    let connection: Connection | undefined;

    for (let posting = next(); posting; posting = next()) {
      const named = scansOf(posting).map((scan): [string, Scan] => [nameOf(scan), scan]);
      for (const [name, scan] of named) sent.set(name, scan);
      const failure = await sendUntilAcknowledged(posting);
      if (failure) {
        failures.push(`${named[0]?.[0]}: ${failure}`);
      } else {
        for (const [name] of named) acknowledged.add(name);
        answered += named.length;
      }
    }
    connection?.close();

    async function sendUntilAcknowledged(posting: Posting): Promise<string | undefined> {
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        const { port, token } = target();
        connection ??= openConnection(port);
        const reply = await connection.request(requestOf(posting, token));
        if (reply.kind === 'answer' && acknowledges(reply, posting)) return undefined;
        if (reply.kind === 'answer' && !asksForPatience(reply.status)) return `answered ${reply.status} ${reply.body}`;

        if (reply.kind === 'lost') connection = undefined;
        retries += scansOf(posting).length;
        await sleep(reply.kind === 'lost' ? RETRY_MS : Math.max(reply.retryAfterMs, RETRY_MS));
      }
      return `not acknowledged in ${ATTEMPTS_MAX} attempts`;
    }
  }

  function next(): Posting | undefined {
    if (until?.aborted || failures.length >= FAILURES_MAX) return undefined;
    return source.next().value ?? undefined;
  }
}

function asksForPatience(status: number): boolean {
  return status === 429 || status >= 500;
}

/** 201 for a scan by itself; for a batch 200, which says how many of it were in order: here all have to be. */
function acknowledges({ status, body }: { status: number; body: string }, posting: Posting): boolean {
  return isBatch(posting) ? status === 200 && body === `{"accepted":${posting.length},"rejected":[]}` : status === 201;
}

function requestOf(posting: Posting, token: string): string {
  const [path, body] = isBatch(posting)
    ? ['/rides', JSON.stringify({ rides: posting })]
    : [dayPathOf(posting), `{"time":${posting.time},"liftID":${posting.liftID}}`];
  return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** What one request carries. */
type Posting = Scan | readonly Scan[];

function isBatch(posting: Posting): posting is readonly Scan[] {
  return Array.isArray(posting);
}

function scansOf(posting: Posting): readonly Scan[] {
  return isBatch(posting) ? posting : [posting];
}
