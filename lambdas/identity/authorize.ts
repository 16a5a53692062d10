import type { Clock } from '#platform/platform.ts';
import { issuerKeys } from './issuer-keys.ts';
import { type TokenSettings, tokenVerifier } from './verify-token.ts';

interface Ports extends Omit<TokenSettings, 'keys' | 'now'> {
  readonly jwksUri: string;
  readonly clock: Clock;
}

/** Says whose access token it is, with the keys that its issuer publishes. */
export function authorize({ jwksUri, clock, ...settings }: Ports): ReturnType<typeof tokenVerifier> {
  const now = () => new Date(clock.now());
  return tokenVerifier({ ...settings, keys: issuerKeys({ jwksUri, clock }), now });
}
