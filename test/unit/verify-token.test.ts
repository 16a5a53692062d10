import { createLocalJWKSet, errors, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type TokenSettings, tokenVerifier } from '../../lambdas/identity/verify-token.ts';

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
  { claims: { skierID: 123 }, bearer: { skierID: 123 } },
  { claims: { skierID: '123' }, bearer: { skierID: 123 } },
  { claims: { client_id: 'partner-2' }, bearer: { clientID: 'partner-2' } },
])('knows $bearer of a token with the claims $claims', async ({ claims, bearer }) => {
  const verify = await verifier();

  expect(await verify(await signed(claims))).toMatchObject({ kind: 'verified', principal: bearer });
});

test.each([
  { claims: { aud: 'liftline' } },
  { claims: { aud: ['elsewhere', 'liftline'] } },
  // As Cognito's access tokens, which have no audience.
  { claims: { client_id: 'liftline' } },
])('takes a token for one of its audiences with the claims $claims', async ({ claims }) => {
  const verify = await verifier({ audiences: ['other', 'liftline'] });

  expect(await verify(await signed(claims))).toMatchObject({ kind: 'verified' });
});

test.each([
  { claims: {} },
  { claims: { aud: 'elsewhere' } },
  { claims: { client_id: 'elsewhere' } },
  { claims: { aud: 'elsewhere', client_id: 'liftline' } },
  { claims: { aud: [] } },
])('refuses a token for somebody else, with the claims $claims', async ({ claims }) => {
  const verify = await verifier({ audiences: ['other', 'liftline'] });

  expect(await verify(await signed(claims))).toEqual({ kind: 'refused' });
});

test('knows an access token by the type in its header where no claim says its use', async () => {
  const verify = await verifier();

  expect(await verify(await signed({ token_use: undefined }, { typ: 'at+jwt' }))).toMatchObject({ kind: 'verified' });
  expect(await verify(await signed({ token_use: undefined }, { typ: 'JWT' }))).toEqual({ kind: 'refused' });
  expect(await verify(await signed({ token_use: 'id' }, { typ: 'at+jwt' }))).toEqual({ kind: 'refused' });
});

test('takes another algorithm only where it is configured', async () => {
  const pair = await generateKeyPair('ES256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'ours', alg: 'ES256' }] });
  const token = await signed({}, { key: pair.privateKey, alg: 'ES256' });

  expect(await (await verifier({ keys }))(token)).toEqual({ kind: 'refused' });
  expect(await (await verifier({ keys, algorithms: ['ES256'] }))(token)).toMatchObject({ kind: 'verified' });
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
  { what: 'of a skier that is no number', token: () => signed({ skierID: '12x' }) },
  { what: 'of an empty subject', token: () => signed({ sub: '' }) },
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

async function verifier(settings: Partial<TokenSettings> = {}) {
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'ours', alg: 'RS256' }] });
  return tokenVerifier({ issuer: ISSUER, keys, resourceServer: 'liftline', now: () => NOW, ...settings });
}

function signed(
  claims: Record<string, unknown>,
  { key = ours.privateKey, kid = 'ours', alg = 'RS256', typ = 'JWT' } = {},
): Promise<string> {
  const payload = { iss: ISSUER, sub: 'gate-1', exp: now + 60, token_use: 'access', scope: '', ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg, kid, typ }).sign(key);
}

async function signedByPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(await exportSPKI(ours.publicKey));
  const payload = { iss: ISSUER, sub: 'gate-1', exp: now + 60, token_use: 'access' };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'ours' }).sign(secret);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
