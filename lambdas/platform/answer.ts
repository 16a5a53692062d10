import type { Problem } from './problem.ts';

/** What an operation answers: a success as its contract declares it, or a problem. */
export type Answer = Success | Problem | Recorded;

/** An answer that was written down together with what it tells of: every replay of its command repeats its bytes. */
export interface Recorded {
  readonly kind: 'recorded';
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly location?: string;
  /** It was recorded before, by an earlier request with the same key. */
  readonly isReplay: boolean;
}

export interface Success {
  readonly kind: 'success';
  /** 304 only in place of a 200 that its client has already (`revalidated`). */
  readonly status: 200 | 201 | 304;
  /** Becomes JSON; absent for a status without a body. */
  readonly body?: unknown;
  /** A body that is JSON already, word for word. */
  readonly json?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown, headers?: Success['headers']): Success {
  return { kind: 'success', status: 200, body, ...(headers && { headers }) };
}

export function okJson(json: string, headers?: Success['headers']): Success {
  return { kind: 'success', status: 200, json, ...(headers && { headers }) };
}

export function created(body?: unknown, headers?: Success['headers']): Success {
  return { kind: 'success', status: 201, body, ...(headers && { headers }) };
}
