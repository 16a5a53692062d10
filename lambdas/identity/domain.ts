import * as z from 'zod';

/** As Cognito's pool has it, whatever the case. */
export const Username = z
  .string()
  .regex(/^[A-Za-z0-9._@+-]{1,128}$/, 'must be 1 to 128 of A–Z, a–z, 0–9 and . _ @ + -')
  .transform((name) => name.toLowerCase());

/** Far beyond any pass phrase, and little to hash. */
export const PASSWORD_BYTES_MAX = 1_024;

/** A program that may have tokens: whom it acts for is what `resorts` says. */
export interface Client {
  readonly clientID: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The resorts that it is bound to; absent where it is bound to none. */
  readonly resorts?: readonly number[];
  /** @default the gateway's own limit */
  readonly requestsPerMinute?: number;
  /** The API key by which a gateway of AWS holds it to that limit; absent where nobody has made one. */
  readonly usageKey?: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** A person who signs in with a password. */
export interface User {
  readonly username: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly skierID?: number;
  readonly password: PasswordHash;
}

/** What is left of a password: enough to know it again, at the cost that was right when it was made. */
export interface PasswordHash {
  /** CPU and memory, block size and parallelisation of scrypt (RFC 7914). */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelisation: number;
  /** Base64url, as `hash`. */
  readonly salt: string;
  readonly hash: string;
}

/** What a guest may do: read and pay with what is theirs. */
export const GUEST_SCOPES = ['rides:read', 'accounts:read', 'accounts:write', 'forecasts:read'] as const;

/** A guest's access token, which nobody can take back: a lost phone is out after a quarter of an hour. */
export const GUEST_TOKEN_SECONDS = 15 * 60;
/** A program's, which it gets again with its secret. */
export const CLIENT_TOKEN_SECONDS = 60 * 60;
/** How long a guest stays signed in, however often the token is refreshed: a season's longest stay. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** How long a name must wait after so many failures in a row: not after three, then 2 s, doubled up to five minutes. */
export function waitMsAfter(failures: number): number {
  return failures <= 3 ? 0 : Math.min(5 * 60_000, 1_000 * 2 ** Math.min(failures - 3, 9));
}

/** What is left of a name that nobody has tried for a day: nothing. */
export const FAILURES_KEPT_SECONDS = 24 * 60 * 60;

/**
 * What a token is to allow: all that is granted, or the part of it that is asked for. Undefined where more is asked for.
 * A scope may be asked for in Cognito's words too, with the resource server before the slash.
 */
export function scopesOf(granted: readonly string[], asked: string | undefined): readonly string[] | undefined {
  if (asked === undefined) return granted;
  const wanted = asked.split(' ').map((scope) => scope.replace(/^liftline\//, ''));
  return wanted.every((scope) => granted.includes(scope))
    ? granted.filter((scope) => wanted.includes(scope))
    : undefined;
}
