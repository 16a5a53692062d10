import { errors, type JWTVerifyGetKey, SignJWT } from 'jose';
import { type Scope, scopes } from '#platform/call.ts';
import type { Clock } from '#platform/platform.ts';
import type { Issuer } from '../../lambdas/identity/issuer.ts';
import { tokenVerifier } from '../../lambdas/identity/verify-token.ts';
import type { Verified } from './gateway/authenticate.ts';
import { openSigningKeys } from './signing-keys.ts';

/** The embedded system's own issuer: RS256 keys in the data folder sign and verify its access tokens. */
export interface Tokens extends Issuer {
  /** Who presents a good token, and until when; undefined for any other. */
  verify(token: string): Promise<Verified | undefined>;
}

export const allScopes: readonly Scope[] = scopes;

const ISSUER = 'urn:liftline:embedded';
/** What its tokens are for, and what stands before the slash of their scopes, as in Cognito's. */
const RESOURCE_SERVER = 'liftline';

export async function openTokens({ keyFile, clock }: { keyFile: string | undefined; clock: Clock }): Promise<Tokens> {
  const signingKeys = await openSigningKeys({ file: keyFile, clock });
  const keys: JWTVerifyGetKey = async ({ kid }) => {
    const key = signingKeys.published().find((each) => each.publicKey.kid === kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.verifying;
  };
  const now = () => new Date(clock.now());
  const verify = tokenVerifier({
    issuer: ISSUER,
    audiences: [RESOURCE_SERVER],
    keys,
    resourceServer: RESOURCE_SERVER,
    now,
  });

  return {
    async issue({ sub, clientID, scopes: granted, lifetimeSeconds, ...claims }) {
      const issuedAt = Math.floor(clock.now() / 1000);
      const { publicKey, signing } = await signingKeys.newest();
      return new SignJWT({
        token_use: 'access',
        scope: granted.map((scope) => `${RESOURCE_SERVER}/${scope}`).join(' '),
        ...(clientID !== undefined && { client_id: clientID }),
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: publicKey.kid, typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(RESOURCE_SERVER)
        .setSubject(sub)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(signing);
    },

    keySet: () => ({ keys: signingKeys.published().map(({ publicKey }) => publicKey) }),

    async verify(token) {
      const verified = await verify(token);
      return verified.kind === 'verified' ? verified : undefined;
    },
  };
}
