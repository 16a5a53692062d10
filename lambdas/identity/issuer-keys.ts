import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '#platform/platform.ts';
import { isVerdict } from './verify-token.ts';

export interface IssuerKeysOptions {
  /** Where the issuer publishes its keys. */
  readonly jwksUri: string;
  readonly clock: Clock;
  /** How long fetched keys are used without asking again. @default 10 minutes */
  readonly freshMs?: number;
}

/**
 * The keys of an issuer (RFC 7517), fetched when they are first needed, when they are no longer fresh, and for a key id
 * that is not among them: a new key is found at once, and the one before it verifies as long as the issuer publishes it.
 * An issuer that cannot be reached is asked again every few seconds only. Meanwhile the keys known so far are good for a
 * day; a token of a key that is not among them cannot be judged, and neither can any token where none are known.
 */
export function issuerKeys({ jwksUri, clock, freshMs = FRESH_MS }: IssuerKeysOptions): JWTVerifyGetKey {
  // 2 s, so that a client is told to try again long before the gateway gives up on the authorizer.
  const remote = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 2_000, cacheMaxAge: freshMs });
  let outage: { readonly cause: unknown; readonly askAgainMs: number } | undefined;
  let lastFreshMs = Number.NEGATIVE_INFINITY;

  return async (header, token) => {
    if (outage && clock.monotonic() < outage.askAgainMs) return fromKnown(outage.cause);
    try {
      const key = await remote(header, token);
      noteSuccess();
      return key;
    } catch (error) {
      if (isVerdict(error)) {
        noteSuccess();
        throw error;
      }
      outage = { cause: error, askAgainMs: clock.monotonic() + REST_MS };
      return fromKnown(error);
    }

    async function fromKnown(cause: unknown) {
      const known = remote.jwks();
      if (!known || clock.monotonic() > lastFreshMs + KNOWN_MS_MAX) throw cause;
      try {
        return await createLocalJWKSet(known)(header, token);
      } catch (error) {
        // The issuer may have made a new key that we could not ask for.
        throw error instanceof errors.JWKSNoMatchingKey ? cause : error;
      }
    }
  };

  function noteSuccess(): void {
    outage = undefined;
    lastFreshMs = clock.monotonic();
  }
}

const FRESH_MS = 10 * 60_000;
/** A flood of tokens during an outage waits for one fetch in this time, not for one each. */
const REST_MS = 5_000;
/** A key that was withdrawn while its issuer was out of reach is believed no longer than this. */
const KNOWN_MS_MAX = 24 * 60 * 60_000;
