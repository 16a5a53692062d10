import { readFileSync } from 'node:fs';
import {
  type CryptoKey,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { between, seeded } from '../load/random.ts';

/** What is sent in place of a good token, and the one status that may answer it. */
export interface HostileToken {
  readonly what: string;
  /** The values of `Authorization`. */
  readonly values: readonly string[];
  readonly status: 401 | 431;
}

/** A good token of the system, and how to sign another. */
interface Forge {
  sign(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>, key?: CryptoKey): Promise<string>;
  hmac(secret: string): Promise<string>;
  /** PEM, as everybody may have it. */
  readonly publicKey: string;
}

/** How many tokens of one kind are signed: a signature costs a millisecond, and the rest of their number is altered copies. */
const SIGNED = 20;
const PLACES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Without end: tokens that are nearly right, made with the very key of the system in this data folder. */
export async function* hostileTokens({
  keyFile,
  seed,
}: {
  keyFile: string;
  seed: number;
}): AsyncGenerator<HostileToken> {
  const random = seeded(seed);
  const forge = await forgeOf(keyFile);
  const stranger = await generateKeyPair('RS256');
  const elliptic = await generateKeyPair('ES256');
  const now = Math.floor(Date.now() / 1_000);

  const signed = {
    expired: () => forge.sign({ exp: now - between(random, 1, 100_000) }),
    'not yet valid': () => forge.sign({ nbf: now + between(random, 3_600, 100_000) }),
    'without an end': () => forge.sign({ exp: undefined }),
    'without a subject': () => forge.sign({ sub: undefined }),
    'of another issuer': () => forge.sign({ iss: `https://issuer-${between(random, 1, 999)}.example` }),
    'for another audience': () => forge.sign({ aud: 'elsewhere' }),
    'for nobody in particular': () => forge.sign({ aud: undefined }),
    'an ID token': () => forge.sign({ token_use: 'id' }, { typ: 'JWT' }),
    'of no use that it says': () => forge.sign({ token_use: undefined }, { typ: 'JWT' }),
    'of resorts that are none': () => forge.sign({ resorts: ['all'] }),
    'of a skier that is none': () => forge.sign({ skierID: '*' }),
    'under a key id that is unknown': () => forge.sign({}, { kid: `key-${between(random, 1, 999)}` }),
    'under a key id that is a path': () => forge.sign({}, { kid: '../../../dev/null' }),
    'of a stranger under our key id': () => forge.sign({}, {}, stranger.privateKey),
    'with its own key inside': () => forge.sign({}, { jwk: {}, jku: 'https://keys.example' }, stranger.privateKey),
    'of another algorithm': () => forge.sign({}, { alg: 'ES256' }, elliptic.privateKey),
    'signed with our public key as a secret': () => forge.hmac(forge.publicKey),
    'signed with an empty secret': () => forge.hmac(' '),
  };
  const pools = await Promise.all(
    Object.entries(signed).map(async ([what, make]) => {
      return { what, tokens: await Promise.all(Array.from({ length: SIGNED }, make)) };
    }),
  );
  const good = await Promise.all(Array.from({ length: SIGNED }, () => forge.sign()));
  const one = <T>(list: readonly T[]): T => list[between(random, 0, list.length - 1)] as T;

  const altered: readonly (() => Omit<HostileToken, 'status'>)[] = [
    ...pools.map(
      ({ what, tokens }) =>
        () =>
          bearer(what, one(tokens)),
    ),
    () => bearer('with one letter changed', withOneLetterChanged(one(good))),
    () => bearer('truncated', one(good).slice(0, -between(random, 1, 400))),
    () => bearer('with other claims', withPart(one(good), 1, { sub: 'staff', exp: now + 60, scope: 'rides:admin' })),
    () => bearer('of algorithm none', `${withPart(one(good), 0, { alg: one(['none', 'None', 'NONE']) })}`),
    () => bearer('of algorithm none without a signature', `${unsigned(one(good))}.`),
    () => bearer('without a signature', unsigned(one(good))),
    () => bearer('with a part more', `${one(good)}.${one(good)}`),
    () => bearer('of bytes that mean nothing', Array.from({ length: 200 }, () => one(PLACES.split(''))).join('')),
    () => bearer('large', `${one(good)}${'A'.repeat(between(random, 4_000, 12_000))}`),
    () => ({ what: 'good, but twice', values: [`Bearer ${one(good)}`, `Bearer ${one(good)}`] }),
    () => ({ what: 'good, but two in one', values: [`Bearer ${one(good)}, Bearer ${one(good)}`] }),
    () => ({ what: 'good, but of another scheme', values: [`${one(['Basic', 'Token', 'JWT', 'DPoP'])} ${one(good)}`] }),
    () => ({ what: 'good, but without a scheme', values: [one(good)] }),
  ];

  for (;;) {
    // One in a hundred is larger than the gateway takes at all.
    if (random() < 0.01) yield { ...bearer('huge', 'A'.repeat(between(random, 17_000, 40_000))), status: 431 };
    else yield { ...one(altered)(), status: 401 };
  }

  function withOneLetterChanged(token: string): string {
    // Not the last letters of a part, of which some bits may mean nothing.
    const at = between(random, 0, token.length - 6);
    const letter = token[at] === '.' ? '_' : one(PLACES.split('').filter((place) => place !== token[at]));
    const isLastOfPart = token[at + 1] === '.';
    return isLastOfPart
      ? `${token.slice(0, at)}${token.slice(at + 1)}`
      : token.slice(0, at) + letter + token.slice(at + 1);
  }
}

function bearer(what: string, token: string): Omit<HostileToken, 'status'> {
  return { what, values: [`Bearer ${token}`] };
}

function unsigned(token: string): string {
  return token.split('.').slice(0, 2).join('.');
}

function withPart(token: string, index: 0 | 1, part: object): string {
  return token
    .split('.')
    .map((each, at) => (at === index ? Buffer.from(JSON.stringify(part)).toString('base64url') : each))
    .join('.');
}

/** Reads the system's own private key, as nobody outside of it can: only so are these tokens wrong in one thing alone. */
async function forgeOf(keyFile: string): Promise<Forge> {
  const { keys }: { keys: readonly [{ jwk: JWK }] } = JSON.parse(readFileSync(keyFile, 'utf8'));
  const [{ jwk }] = keys;
  const ours = (await importJWK(jwk, 'RS256')) as CryptoKey;
  const { kty, n, e } = jwk;
  const publicKey = await exportSPKI((await importJWK({ kty, n, e }, 'RS256', { extractable: true })) as CryptoKey);
  const header = { alg: 'RS256', kid: jwk.kid as string, typ: 'at+jwt' };
  const claims = () => ({
    iss: 'urn:liftline:embedded',
    aud: 'liftline',
    sub: 'staff',
    client_id: 'staff',
    token_use: 'access',
    exp: Math.floor(Date.now() / 1_000) + 3_600,
    scope: 'liftline/rides:read liftline/rides:admin',
  });

  return {
    publicKey,
    sign: (changed = {}, other = {}, key = ours) =>
      new SignJWT({ ...claims(), ...changed }).setProtectedHeader({ ...header, ...other }).sign(key),
    hmac: (secret) =>
      new SignJWT(claims()).setProtectedHeader({ ...header, alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
  };
}
