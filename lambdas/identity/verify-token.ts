import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { type Principal, type Scope, scopes } from '#platform/call.ts';

/** Whose access tokens are believed. */
export interface TokenSettings {
  readonly issuer: string;
  /** The key set of the issuer: `createRemoteJWKSet` on AWS, `createLocalJWKSet` embedded. */
  readonly keys: JWTVerifyGetKey;
  /** Cognito names a scope `{resource server}/{scope}`; this is what stands before the slash. */
  readonly resourceServer: string;
  /** The time to judge by, from the platform's clock. */
  readonly now: () => Date;
}

export type Verified =
  | {
      readonly kind: 'verified';
      readonly principal: Principal;
      /** Seconds since 1970 UTC. */
      readonly expiresAt: number;
    }
  | { readonly kind: 'refused' }
  /** The issuer's keys cannot be had: nobody knows whether the token is good. */
  | { readonly kind: 'unavailable' };

/** Verifies the signature, issuer, times and use of an access token (RFC 7519, RFC 9068); only RS256 is accepted. */
export function tokenVerifier({ issuer, keys, resourceServer, now }: TokenSettings) {
  return async (token: string): Promise<Verified> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'sub'],
        currentDate: now(),
      });
      if (payload['token_use'] !== 'access') return { kind: 'refused' };
      const { sub, exp } = payload as { sub: string; exp: number };
      const resorts = ResortsClaim.safeParse(payload['resorts']);
      // Whoever cannot tell which resorts a token is bound to must not take it for one that is bound to none.
      if (!resorts.success) return { kind: 'refused' };
      const principal = { sub, scopes: scopesIn(payload['scope'], resourceServer) };
      return {
        kind: 'verified',
        principal: resorts.data === undefined ? principal : { ...principal, resorts: resorts.data },
        expiresAt: exp,
      };
    } catch (error) {
      return { kind: isRefusal(error) ? 'refused' : 'unavailable' };
    }
  };
}

/** What jose says of the token is a verdict; a key set that could not be had, or is none, says nothing of it. */
function isRefusal(error: unknown): boolean {
  return error instanceof errors.JOSEError && !NO_KEYS.has(error.code);
}

const NO_KEYS = new Set([errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code]);

function scopesIn(claim: unknown, resourceServer: string): Set<Scope> {
  const named =
    typeof claim === 'string' ? claim.split(' ').map((scope) => scope.replace(`${resourceServer}/`, '')) : [];
  return new Set(scopes.filter((scope) => named.includes(scope)));
}

/** Our own claim: an array, or a text with spaces or commas between the numbers, which is all that Cognito's attributes can hold. */
const ResortsClaim = z
  .union([
    z.array(z.int()),
    z
      .string()
      .regex(/^\s*(?:\d+(?:[\s,]+|$))*$/)
      .transform(numbersIn),
  ])
  .optional();

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}
