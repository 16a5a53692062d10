import { createLocalJWKSet, errors, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { tokenVerifier } from '../../lambdas/identity/verify-token.ts';

const ISSUER = 'https://issuer.example';
const NOW = new Date('2026-01-15T09:00:00Z');
const now = Math.floor(NOW.getTime() / 1000);

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let ours: KeyPair;
let theirs: KeyPair;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
});

test('knows the subject, the scopes that we have and the end of a good token', async () => {
  const verify = await verifier();

  const verified = await verify(await signed({ scope: 'liftline/rides:read liftline/rides:write openid other/thing' }));

  expect(verified).toEqual({
    kind: 'verified',
    principal: { sub: 'gate-1', scopes: new Set(['rides:read', 'rides:write']) },
    expiresAt: now + 60,
  });
});

test.each([
  { claim: [7, 12], resorts: [7, 12] },
  { claim: '7 12', resorts: [7, 12] },
  { claim: '7,12', resorts: [7, 12] },
  { claim: '7, 12', resorts: [7, 12] },
  { claim: [], resorts: [] },
  { claim: '', resorts: [] },
])('knows the resorts of a token whose claim is $claim', async ({ claim, resorts }) => {
  const verify = await verifier();

  expect(await verify(await signed({ resorts: claim }))).toMatchObject({ kind: 'verified', principal: { resorts } });
});

test.each([
  { what: 'expired', token: () => signed({ exp: now - 1 }) },
  { what: 'not valid yet', token: () => signed({ nbf: now + 60 }) },
  { what: 'without an end', token: () => signed({ exp: undefined }) },
  { what: 'without a subject', token: () => signed({ sub: undefined }) },
  { what: 'of another issuer', token: () => signed({ iss: 'https://elsewhere.example' }) },
  { what: 'signed by somebody else under our key id', token: () => signed({}, { key: theirs.privateKey }) },
  { what: 'of a key that the issuer does not have', token: () => signed({}, { kid: 'unknown' }) },
  { what: 'with a key id that looks like a path', token: () => signed({}, { kid: '../../etc/passwd' }) },
  { what: 'bound to a resort that is no number', token: () => signed({ resorts: '7,x' }) },
  { what: 'bound to half a resort', token: () => signed({ resorts: [7.5] }) },
  { what: 'an ID token', token: () => signed({ token_use: 'id' }) },
  { what: 'unsigned', token: async () => `${encode({ alg: 'none' })}.${encode({ sub: 'x', exp: now + 60 })}.` },
  { what: 'signed with our public key as an HMAC secret', token: signedByPublicKey },
  { what: 'truncated', token: async () => (await signed({})).slice(0, -20) },
  { what: 'no token', token: async () => 'x' },
  { what: 'empty', token: async () => '' },
])('refuses a token that is $what', async ({ token }) => {
  const verify = await verifier();

  expect(await verify(await token())).toEqual({ kind: 'refused' });
});

test.each([
  { what: 'cannot be reached', error: new TypeError('fetch failed') },
  { what: 'answers too late', error: new errors.JWKSTimeout() },
  {
    what: 'answers with an error',
    error: new errors.JOSEError('Expected 200 OK from the JSON Web Key Set HTTP response'),
  },
  { what: 'answers with something else', error: new errors.JWKSInvalid() },
])('judges no token when the issuer of the keys $what', async ({ error }) => {
  const verify = tokenVerifier({
    issuer: ISSUER,
    keys: () => Promise.reject(error),
    resourceServer: 'liftline',
    now: () => NOW,
  });

  expect(await verify(await signed({}))).toEqual({ kind: 'unavailable' });
});

async function verifier() {
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'ours', alg: 'RS256' }] });
  return tokenVerifier({ issuer: ISSUER, keys, resourceServer: 'liftline', now: () => NOW });
}

function signed(claims: Record<string, unknown>, { key = ours.privateKey, kid = 'ours' } = {}): Promise<string> {
  const payload = { iss: ISSUER, sub: 'gate-1', exp: now + 60, token_use: 'access', scope: '', ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}

async function signedByPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(await exportSPKI(ours.publicKey));
  const payload = { iss: ISSUER, sub: 'gate-1', exp: now + 60, token_use: 'access' };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'ours' }).sign(secret);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
