import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import * as z from 'zod';
import type { Clock } from '#platform/platform.ts';
import { UnusableData } from './storage/storage.ts';

export interface SigningKey {
  readonly publicKey: JWK & { readonly kid: string };
  readonly signing: CryptoKey | Uint8Array;
  readonly verifying: CryptoKey | Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

export interface SigningKeys {
  /** The one to sign with; a new one where the last is too old. */
  newest(): Promise<SigningKey>;
  /** Those whose tokens may still be good, the newest first. */
  published(): readonly SigningKey[];
}

/** A quarter of a year: who finds an old backup of the folder can no longer sign with what is in it. */
const REPLACED_AFTER_MS = 90 * 24 * 60 * 60_000;
/** As long as the longest token that anybody is given, and much more. */
const PUBLISHED_AFTER_MS = 24 * 60 * 60_000;

/** The keys of a data folder, kept in one file for its owner alone; without a file they end with the process. */
export async function openSigningKeys({
  file,
  clock,
}: {
  file: string | undefined;
  clock: Clock;
}): Promise<SigningKeys> {
  let keys: readonly KeptKey[] = file && existsSync(file) ? await readKeys(file) : [];
  let replacing: Promise<KeptKey> | undefined;
  await newest();

  return { newest, published };

  async function newest(): Promise<KeptKey> {
    const [last] = keys;
    if (last && clock.now() < last.createdAt + REPLACED_AFTER_MS) return last;
    replacing ??= replace().finally(() => {
      replacing = undefined;
    });
    return replacing;
  }

  async function replace(): Promise<KeptKey> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = PrivateKey.parse({ ...(await exportJWK(privateKey)), kid: crypto.randomUUID() });
    const added = await keyOf({ createdAt: clock.now(), jwk });
    const kept = [added, ...published()];
    if (file) keep(kept, file);
    keys = kept;
    return added;
  }

  /** A key is good until a day after the next one came. */
  function published(): readonly KeptKey[] {
    return keys.filter((_, index) => {
      const next = keys[index - 1];
      return !next || clock.now() < next.createdAt + PUBLISHED_AFTER_MS;
    });
  }
}

interface KeptKey extends SigningKey {
  readonly privateKey: JWK;
}

async function keyOf({ createdAt, jwk }: z.output<typeof KeyInFile>): Promise<KeptKey> {
  const { kid, kty, n, e } = jwk;
  const publicKey = { kid, kty, n, e, alg: 'RS256', use: 'sig' };
  const [signing, verifying] = await Promise.all([importJWK(jwk, 'RS256'), importJWK(publicKey, 'RS256')]);
  return { publicKey, privateKey: jwk, signing, verifying, createdAt };
}

/** Renamed into place, so that a crash leaves a whole file or none. */
function keep(keys: readonly KeptKey[], file: string): void {
  const unfinished = `${file}.new`;
  const content = { keys: keys.map(({ createdAt, privateKey }) => ({ createdAt, jwk: privateKey })) };
  try {
    writeFileSync(unfinished, JSON.stringify(content), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch (cause) {
    throw new UnusableData(`The signing keys ${file} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

const PrivateKey = z.looseObject({
  kid: z.string(),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});
const KeyInFile = z.object({ createdAt: z.number(), jwk: PrivateKey });

/** A folder from before there were several has a key by itself, of unknown age. */
const KeyFile = z.union([
  z.object({ keys: z.array(KeyInFile).min(1) }),
  PrivateKey.transform((jwk) => ({ keys: [{ createdAt: 0, jwk }] })),
]);

async function readKeys(file: string): Promise<readonly KeptKey[]> {
  try {
    return await Promise.all(KeyFile.parse(JSON.parse(readFileSync(file, 'utf8'))).keys.map(keyOf));
  } catch (cause) {
    // Not with the cause in the sentence: what JSON.parse says quotes the text, and this text is secret.
    throw new UnusableData(`The signing keys ${file} cannot be read, or are none.`, { cause });
  }
}
