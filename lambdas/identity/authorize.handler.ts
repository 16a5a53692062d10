import * as z from 'zod';
import { authorizerHandler } from '#platform/aws/authorizer-handler.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { authorize } from './authorize.ts';

const env = readEnv({ TOKEN_ISSUER: z.url(), JWKS_URI: z.url(), RESOURCE_SERVER: z.string().min(1) });
const { TOKEN_ISSUER: issuer, JWKS_URI: jwksUri, RESOURCE_SERVER: resourceServer } = env;

export const handler = authorizerHandler(({ clock }) => authorize({ issuer, jwksUri, resourceServer, clock }));
