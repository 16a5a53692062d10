import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { overload, type Payments } from '../access/overload.ts';
import type { Storm } from '../access/storm.ts';
import { type AcceptanceLine, finding } from './line.ts';
import { withThreads } from './memory.ts';

/**
 * Of the main thread: 16 MiB of pages, 53 MiB of requests at the very worst, 20 MiB of messages, 130 MiB of Node.js
 * itself; 128 MiB of V8's young generation, and 200 MiB of its old one, which it has been seen to fill before it
 * collects: 547 MiB, and a little.
 */
const MEMORY_MIB_MAX = withThreads(592);
/** The bound of the queue (`lib/local/cloud.ts`). */
const MESSAGES_MAX = 1_000_000;
/** A till's patience: what is in hand of the scans may hold up the event loop, and a payment with it, for far less. */
const PAYMENT_MS_MAX = 1_000;

export const overloadShed: AcceptanceLine = {
  name: 'overload',
  says: 'of scans on ten times as many connections as are taken at once, what is too much is told when to return; payments, memory and queue stay within bounds, and all are served again afterwards',
  async *check(folder) {
    mkdirSync(folder);
    const { storm, before, during, after, memoryMiB, messagesMax, again, isDrained } = await overload(
      join(folder, 'data'),
    );

    const count = (status: number) => storm.answers.get(status) ?? 0;
    yield finding(count(201) > 0, 'scans taken in the storm', count(201));
    yield finding(count(503) > 0, 'scans told to return', count(503));
    yield finding(count(0) === 0, 'scans without an answer', count(0));
    yield finding(others(storm) === '', 'other answers', others(storm) || 'none');
    yield finding(storm.withoutRetryAfter() === 0, 'of them without the time to return', storm.withoutRetryAfter());
    for (const [when, payments] of [
      ['before', before],
      ['in', during],
      ['after', after],
    ] as const) {
      yield finding(allApplied(payments), `payments ${when} the storm, all 201`, payments.tookMs.length);
      const slow = millisecondsAt(payments, 0.99);
      yield finding(
        slow <= PAYMENT_MS_MAX,
        `ms of a payment ${when} the storm, p50 and p99`,
        `${millisecondsAt(payments, 0.5).toFixed(1)} and ${slow.toFixed(1)}`,
      );
    }
    yield finding(memoryMiB <= MEMORY_MIB_MAX, 'MiB of memory at the most', Math.round(memoryMiB));
    yield finding(messagesMax <= MESSAGES_MAX, 'messages in the queue at the most', messagesMax);
    yield finding(
      again.size === 1 && again.has(201),
      'as many gates as are taken at once, afterwards',
      [...again].join(', '),
    );
    yield finding(isDrained, 'queue and view are empty in the end', String(isDrained));
  },
};

function others({ answers }: Storm): string {
  return [...answers.keys()].filter((status) => ![0, 201, 503].includes(status)).join(', ');
}

function allApplied({ statuses }: Payments): boolean {
  return statuses.size === 1 && statuses.has(201);
}

function millisecondsAt({ tookMs }: Payments, part: number): number {
  return tookMs[Math.floor(tookMs.length * part)] ?? Number.POSITIVE_INFINITY;
}
