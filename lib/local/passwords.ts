import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import type { PasswordHash } from '../../lambdas/identity/domain.ts';
import type { Passwords } from '../../lambdas/identity/issuer.ts';

/**
 * One of the five settings of equal strength in OWASP's Password Storage Cheat Sheet ("scrypt"); this one takes the least
 * memory, 128 × N × r = 16 MiB, and so the least of a machine that is flooded with guesses.
 */
const PARAMETERS = { cost: 2 ** 14, blockSize: 8, parallelisation: 5 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Half of the four threads that Node hashes and reads files with; twenty wait some 100 ms each, two at a time. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 20;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Passwords by Node's own scrypt, a few at a time. */
export function scryptPasswords(): Passwords {
  const compartment = bulkhead(AT_ONCE_MAX, WAITING_MAX);

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES).toString('base64url');
      return { ...PARAMETERS, salt, hash: (await hashed(password, { ...PARAMETERS, salt })).toString('base64url') };
    },

    async matches(password, kept) {
      try {
        const made = await compartment.execute(() => hashed(password, kept ?? NOBODY));
        return timingSafeEqual(made, Buffer.from((kept ?? NOBODY).hash, 'base64url')) && kept !== undefined;
      } catch (error) {
        if (error instanceof BulkheadRejectedError) return 'busy';
        throw error;
      }
    },
  };
}

/** What a name that is nobody's is compared with. */
const NOBODY: PasswordHash = {
  ...PARAMETERS,
  salt: Buffer.alloc(SALT_BYTES).toString('base64url'),
  hash: Buffer.alloc(HASH_BYTES).toString('base64url'),
};

/** Composed alike, however the keyboard has typed it (NIST SP 800-63B-4, section 3.1.1.2). */
function hashed(password: string, { cost, blockSize, parallelisation, salt }: Omit<PasswordHash, 'hash'>) {
  // What RFC 7914 takes at these, and not a byte more.
  const maxmem = 128 * blockSize * (cost + parallelisation + 2);
  const options = { N: cost, r: blockSize, p: parallelisation, maxmem };
  return derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), HASH_BYTES, options);
}
