import * as z from 'zod';
import type { Operation } from '#platform/operation.ts';
import { PASSWORD_BYTES_MAX, Username } from './domain.ts';

const RefreshToken = z.string().meta({ description: 'Good for one use; what it is exchanged for has the next one.' });

/** RFC 6749 §5.1. */
const tokenFields = {
  access_token: z.string().meta({ description: 'A JWT (RFC 9068), for `Authorization: Bearer`.' }),
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  scope: z.string().meta({ description: 'What it allows, with a space between each two.' }),
};

const example = { access_token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', token_type: 'Bearer', scope: 'rides:read' } as const;

const shared = { method: 'POST', scope: 'none', embeddedOnly: true } as const;

/** Who the program is, where it does not say so by HTTP Basic. */
const clientFields = { client_id: z.string().optional(), client_secret: z.string().optional() };

export const CreateSession = {
  ...shared,
  operationId: 'createSession',
  summary: 'Sign a guest in',
  description:
    'Answers as slowly, and with the same words, for a name that nobody has. After three failures a name must wait before each further try, longer each time, up to five minutes: 429 with `Retry-After`.',
  path: '/sessions',
  dialect: 'liftline',
  body: z
    .strictObject({
      username: Username,
      password: z
        .string()
        .min(1)
        .refine((text) => Buffer.byteLength(text) <= PASSWORD_BYTES_MAX, `must be at most ${PASSWORD_BYTES_MAX} bytes`),
    })
    .meta({ id: 'SessionRequest' }),
  answers: { 201: z.strictObject({ ...tokenFields, refresh_token: RefreshToken }).meta({ id: 'Session' }) },
  problems: ['sign_in_refused'],
  examples: {
    body: { username: 'ida@example.com', password: 'correct horse battery staple' },
    answers: { 201: { ...example, expires_in: 900, refresh_token: '9f1c.52b7' } },
  },
} as const satisfies Operation;

export const CreateToken = {
  ...shared,
  operationId: 'createToken',
  summary: 'Get an access token (RFC 6749)',
  description:
    'With `client_credentials` a registered program gets one for itself; with `refresh_token` a guest who has signed in gets the next one. A refresh token that comes a second time ends its whole session.',
  path: '/oauth2/token',
  dialect: 'oauth',
  body: z
    .object({
      grant_type: z.string().min(1),
      refresh_token: RefreshToken.optional(),
      scope: z.string().optional().meta({ description: 'A part of what is granted; all of it unless given.' }),
      ...clientFields,
    })
    .meta({ id: 'TokenRequest' }),
  answers: {
    200: z.strictObject({ ...tokenFields, refresh_token: RefreshToken.optional() }).meta({ id: 'Token' }),
  },
  problems: ['invalid_client', 'invalid_grant', 'invalid_scope', 'unsupported_grant_type'],
  examples: {
    body: { grant_type: 'client_credentials', scope: 'rides:write' },
    answers: { 200: { ...example, expires_in: 3_600, scope: 'rides:write' } },
  },
} as const satisfies Operation;

export const RevokeToken = {
  ...shared,
  operationId: 'revokeToken',
  summary: 'End a session (RFC 7009)',
  description:
    'Whoever holds a refresh token may end its session. Answers alike where there is none, or no longer. Access tokens end by themselves, after 15 minutes.',
  path: '/oauth2/revoke',
  dialect: 'oauth',
  body: z
    .object({ token: z.string().min(1), token_type_hint: z.string().optional(), ...clientFields })
    .meta({ id: 'RevocationRequest' }),
  answers: { 200: null },
  problems: ['invalid_client', 'unsupported_token_type'],
  examples: { body: { token: '9f1c.52b7' } },
} as const satisfies Operation;

export const GetJwks = {
  operationId: 'getJwks',
  summary: 'Read the keys that access tokens are signed with (RFC 7517)',
  method: 'GET',
  path: '/.well-known/jwks.json',
  scope: 'none',
  embeddedOnly: true,
  dialect: 'liftline',
  answers: { 200: z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) }).meta({ id: 'KeySet' }) },
  problems: [],
  // A key signs from the moment it is made: who does not know it asks again (RFC 7517 leaves that to the verifier).
  cacheControl: 'public, max-age=300',
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = { CreateSession, CreateToken, RevokeToken, GetJwks } as const;
