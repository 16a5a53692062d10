import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type CryptoKey, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Principal, type Scope, scopes } from '#platform/call.ts';
import type { Clock } from '#platform/platform.ts';
import { tokenVerifier } from '../../lambdas/identity/verify-token.ts';
import { UnusableData } from './storage/storage.ts';

/** The embedded system's own issuer: one RS256 key in the data folder signs and verifies its access tokens. */
export interface Tokens {
  issue(token: NewToken): Promise<string>;
  /** The principal of a good token; undefined for any other. A verified token is remembered until it expires. */
  verify(token: string): Principal | undefined | Promise<Principal | undefined>;
}

/** What a token is to say, beside who issued it and when. */
export interface NewToken extends Omit<Principal, 'scopes'> {
  readonly scopes: readonly Scope[];
  readonly lifetimeSeconds: number;
}

export const allScopes: readonly Scope[] = scopes;

const ISSUER = 'urn:liftline:embedded';
/** What its tokens are for, and what stands before the slash of their scopes, as in Cognito's. */
const RESOURCE_SERVER = 'liftline';
/** 10,000 × about 1 KB = 10 MB: every gate and till of a large group, and some thousand guests. */
const REMEMBERED_MAX = 10_000;

export async function openTokens({ keyFile, clock }: { keyFile: string | undefined; clock: Clock }): Promise<Tokens> {
  const { key, privateKey } = await signingKey(keyFile);
  const { kid, kty, n, e } = key;
  const verify = tokenVerifier({
    issuer: ISSUER,
    audiences: [RESOURCE_SERVER],
    keys: createLocalJWKSet({ keys: [{ kid, kty, n, e, alg: 'RS256', use: 'sig' }] }),
    resourceServer: RESOURCE_SERVER,
    now: () => new Date(clock.now()),
  });
  const remembered = new Map<string, { readonly principal: Principal; readonly expiresAt: number }>();

  return {
    issue: ({ sub, clientID, scopes: granted, lifetimeSeconds, ...claims }) => {
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT({
        token_use: 'access',
        scope: granted.map((scope) => `${RESOURCE_SERVER}/${scope}`).join(' '),
        ...(clientID !== undefined && { client_id: clientID }),
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(RESOURCE_SERVER)
        .setSubject(sub)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },

    verify(token) {
      const known = remembered.get(token);
      if (known && known.expiresAt * 1000 > clock.now()) return known.principal;
      return verifyAnew(token);
    },
  };

  async function verifyAnew(token: string): Promise<Principal | undefined> {
    remembered.delete(token);
    const verified = await verify(token);
    if (verified.kind !== 'verified') return undefined;
    if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value as string);
    remembered.set(token, verified);
    return verified.principal;
  }
}

interface SigningKey {
  readonly key: Required<JWK>;
  readonly privateKey: CryptoKey | Uint8Array;
}

async function signingKey(file: string | undefined): Promise<SigningKey> {
  if (file && existsSync(file)) return readKey(file);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID() } as Required<JWK>;
  if (file) keep(key, file);
  return { key, privateKey };
}

/** Renamed into place, so that a crash leaves a whole key or none. */
function keep(key: JWK, file: string): void {
  const unfinished = `${file}.new`;
  try {
    writeFileSync(unfinished, JSON.stringify(key), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch (cause) {
    throw new UnusableData(`The signing key ${file} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

async function readKey(file: string): Promise<SigningKey> {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8'));
    return { key, privateKey: await importJWK(key, 'RS256') };
  } catch (cause) {
    // Not with the cause in the sentence: what JSON.parse says quotes the text, and this text is secret.
    throw new UnusableData(`The signing key ${file} cannot be read, or is none.`, { cause });
  }
}
