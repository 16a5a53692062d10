import type { Call } from '#platform/call.ts';
import type { Queue } from '#platform/queue.ts';
import { RidesMessage } from './contract.ts';
import type { Ride } from './domain.ts';

/** Sends the scans of one request as one message, grouped by resort so that no resort's flood delays another's. */
export async function enqueueRides(queue: Queue, rides: readonly [Ride, ...Ride[]], call: Call): Promise<void> {
  await queue.send({
    body: JSON.stringify({ schema: 1, rides } satisfies { schema: 1; rides: readonly Ride[] }),
    group: String(rides[0].resortID),
    attributes: { requestId: call.requestId, ...(call.traceparent && { traceparent: call.traceparent }) },
  });
}

/** A message that no retry will ever make readable. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly code: 'not_json' | 'unknown_schema' | 'invalid_rides';
  readonly detail: string;
  /** How many it was sent with, as far as that can be told, and 1 where it cannot. */
  readonly scans: number;
}

export function readRides(body: string): { kind: 'rides'; rides: Ride[] } | Unreadable {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'unreadable', code: 'not_json', detail: 'the body is not JSON', scans: 1 };
  }

  const read = RidesMessage.safeParse(value);
  if (read.success) return { kind: 'rides', rides: read.data.rides };

  const [issue] = read.error.issues;
  const scans = scansIn(value);
  const at = `/${issue?.path.join('/') ?? ''}`;
  return at === '/schema'
    ? {
        kind: 'unreadable',
        code: 'unknown_schema',
        detail: 'this worker does not know the schema of the message',
        scans,
      }
    : { kind: 'unreadable', code: 'invalid_rides', detail: `${at}: ${issue?.message ?? 'invalid'}`, scans };
}

function scansIn(value: unknown): number {
  const { rides } = Object(value) as { rides?: unknown };
  return Array.isArray(rides) ? rides.length : 1;
}
