import { createRemoteJWKSet } from 'jose';
import type { Clock } from '#platform/platform.ts';
import { type TokenSettings, tokenVerifier } from './verify-token.ts';

interface Ports extends Pick<TokenSettings, 'issuer' | 'resourceServer'> {
  /** Where the issuer publishes its keys; fetched when they are first needed, and again for a key that is unknown. */
  readonly jwksUri: string;
  readonly clock: Clock;
}

/** Says whose access token it is, with the keys that its issuer publishes. */
export function authorize({ issuer, resourceServer, jwksUri, clock }: Ports): ReturnType<typeof tokenVerifier> {
  // 2 s, so that a client is told to try again long before the gateway gives up on the authorizer.
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 2_000 });
  return tokenVerifier({ issuer, resourceServer, keys, now: () => new Date(clock.now()) });
}
