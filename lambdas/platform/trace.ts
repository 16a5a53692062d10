import type { RequestHead } from './http.ts';
import type { Random } from './platform.ts';

/** The client's own `X-Request-Id` when it is well formed and the only one, else a new one. */
export function requestIdOf(head: Pick<RequestHead, 'headers'>, random: Random): string {
  return wellFormed(head, 'x-request-id', REQUEST_ID) ?? random.uuid();
}

/** A valid W3C `traceparent`, or nothing: a broken one is ignored (Trace Context §3.2.2, "traceparent Header"). */
export function traceparentOf(head: Pick<RequestHead, 'headers'>): string | undefined {
  return wellFormed(head, 'traceparent', TRACEPARENT);
}

function wellFormed({ headers }: Pick<RequestHead, 'headers'>, name: string, pattern: RegExp): string | undefined {
  const values = headers.get(name);
  const [value] = values ?? [];
  return values?.length === 1 && value !== undefined && pattern.test(value) ? value : undefined;
}

const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Version `ff` and ids of zeros only are invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
