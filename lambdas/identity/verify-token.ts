import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose';
import * as z from 'zod';
import { type Principal, type Scope, scopes } from '#platform/call.ts';

/** Whose access tokens are believed. */
export interface TokenSettings {
  readonly issuer: string;
  /** The key set of the issuer: `issuerKeys` on AWS, `createLocalJWKSet` embedded. */
  readonly keys: JWTVerifyGetKey;
  /**
   * For whom a token must have been issued: one of these in `aud`, or, where a token has no `aud`, as Cognito's access
   * tokens, as its `client_id`. @default for anybody: the issuer serves nothing but Liftline
   */
  readonly audiences?: readonly string[];
  /** @default RS256 alone */
  readonly algorithms?: readonly Algorithm[];
  /** Cognito names a scope `{resource server}/{scope}`; this is what stands before the slash. */
  readonly resourceServer: string;
  /** The time to judge by, from the platform's clock. */
  readonly now: () => Date;
}

/** Signatures of a private key, so that who can verify a token cannot make one (RFC 7518 §3.1, RFC 8037). */
export const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export type Algorithm = (typeof algorithms)[number];

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

/** Verifies the signature, issuer, audience, times and use of an access token (RFC 7519, RFC 9068). */
export function tokenVerifier(settings: TokenSettings) {
  const { issuer, keys, audiences, algorithms: believed = ['RS256'], resourceServer, now } = settings;

  return async (token: string): Promise<Verified> => {
    try {
      const verified = await jwtVerify(token, keys, {
        issuer,
        algorithms: [...believed],
        requiredClaims: ['exp', 'sub'],
        currentDate: now(),
      });
      if (!isAccessToken(verified) || !isFor(audiences, verified.payload)) return { kind: 'refused' };
      const claims = Claims.safeParse(verified.payload);
      // Whoever cannot tell what a token is bound to must not take it for one that is bound to nothing.
      if (!claims.success) return { kind: 'refused' };
      return { kind: 'verified', principal: principalOf(claims.data, resourceServer), expiresAt: claims.data.exp };
    } catch (error) {
      return { kind: isVerdict(error) ? 'refused' : 'unavailable' };
    }
  };
}

/** What jose says of the token is a verdict; a key set that could not be had, or is none, says nothing of it. */
export function isVerdict(error: unknown): boolean {
  return error instanceof errors.JOSEError && !NO_KEYS.has(error.code);
}

const NO_KEYS = new Set([errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code]);

/** Cognito says so in a claim, everybody else in the header (RFC 9068 §2.1); an ID token says neither. */
function isAccessToken({ payload, protectedHeader }: JWTVerifyResult): boolean {
  const use = payload['token_use'];
  return use === undefined ? ACCESS_TOKEN.test(protectedHeader.typ ?? '') : use === 'access';
}

const ACCESS_TOKEN = /^(?:application\/)?at\+jwt$/i;

function isFor(audiences: readonly string[] | undefined, { aud, client_id: clientID }: JWTPayload): boolean {
  if (!audiences) return true;
  return [aud ?? clientID].flat().some((named) => typeof named === 'string' && audiences.includes(named));
}

function principalOf(claims: Claims, resourceServer: string): Principal {
  const { sub, scope, client_id, resorts, skierID, requestsPerMinute, usageKey } = claims;
  return {
    sub,
    scopes: scopesIn(scope, resourceServer),
    ...(client_id !== undefined && { clientID: client_id }),
    ...(resorts && { resorts }),
    ...(skierID !== undefined && { skierID }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(usageKey !== undefined && { usageKey }),
  };
}

function scopesIn(claim: unknown, resourceServer: string): Set<Scope> {
  const named =
    typeof claim === 'string' ? claim.split(' ').map((scope) => scope.replace(`${resourceServer}/`, '')) : [];
  return new Set(scopes.filter((scope) => named.includes(scope)));
}

/** Numbers as an array, or as a text with spaces or commas between them, which is all that Cognito's attributes can hold. */
const Numbers = z.union([
  z.array(z.int()),
  z
    .string()
    .regex(/^\s*(?:\d+(?:[\s,]+|$))*$/)
    .transform((text) => (text.match(/\d+/g) ?? []).map(Number)),
]);

/** A number, or its digits, for the same reason. */
const Numeral = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .transform(Number),
]);

/** What we read of a token. The last four are our own claims. */
const Claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  scope: z.unknown().optional(),
  client_id: z.string().optional(),
  resorts: Numbers.optional(),
  skierID: Numeral.optional(),
  requestsPerMinute: Numeral.optional(),
  usageKey: z.string().min(1).max(128).optional(),
});

type Claims = z.output<typeof Claims>;
