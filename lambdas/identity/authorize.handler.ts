import { createRemoteJWKSet } from 'jose';
import * as z from 'zod';
import { authorizerHandler } from '#platform/aws/authorizer-handler.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { tokenVerifier } from './verify-token.ts';

const env = readEnv({ TOKEN_ISSUER: z.url(), JWKS_URI: z.url(), RESOURCE_SERVER: z.string().min(1) });

/** Fetched when first needed; 2 s, so that the gateway's caller is told to try again long before it gives up. */
const keys = createRemoteJWKSet(new URL(env.JWKS_URI), { timeoutDuration: 2_000 });

export const handler = authorizerHandler(({ clock }) =>
  tokenVerifier({
    issuer: env.TOKEN_ISSUER,
    keys,
    resourceServer: env.RESOURCE_SERVER,
    now: () => new Date(clock.now()),
  }),
);
