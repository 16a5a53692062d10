import type { CommandName } from './idempotency.ts';
import type { Log } from './log.ts';

/** What an operation knows of the one request it answers. It lives as long as that request. */
export interface Call {
  readonly principal: Principal;
  /** Accepted from the client when well formed, else made here; returned in `X-Request-Id` and carried through queues. */
  readonly requestId: string;
  /** W3C Trace Context, as received; absent when the client sent none. */
  readonly traceparent?: string;
  /** On the monotonic clock, in milliseconds: no attempt starts that cannot end before it. */
  readonly deadlineMs: number;
  /** Of its command, where whoever has read the request has named it already. */
  readonly commandName?: CommandName;
  readonly log: Log;
}

/** Who calls, as the verified token says. */
export interface Principal {
  readonly sub: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The resorts that a till or a partner is bound to; absent for everybody else. */
  readonly resorts?: readonly number[];
  /** The registered program that the token was issued to (RFC 9068 §2.2). With `sub` the same, nobody is behind it. */
  readonly clientID?: string;
  /** The guest's own pass. */
  readonly skierID?: number;
  /** As the program was registered; where it says nothing, the gateway's own limit holds. */
  readonly requestsPerMinute?: number;
  /** The API key by which API Gateway counts its requests; absent where it has no limit of its own there. */
  readonly usageKey?: string;
}

/** Who calls an operation that asks for no token. */
export const ANONYMOUS: Principal = { sub: 'anonymous', scopes: new Set() };

export const scopes = [
  'rides:read',
  'rides:write',
  'rides:admin',
  'accounts:read',
  'accounts:write',
  'accounts:till',
  'accounts:all',
  'forecasts:read',
  'forecasts:write',
  'operations:read',
] as const;

export type Scope = (typeof scopes)[number];
