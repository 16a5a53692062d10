import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '#platform/platform.ts';

/** Nothing to be guessed: two UUIDs have 244 random bits. So a plain hash keeps it, and no slow one is needed. */
export function newSecret(random: Random): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '');
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Takes as long whichever of them it is, and where it is none. */
export function isOneOf(hashes: readonly string[], secret: string): boolean {
  const given = Buffer.from(hashOf(secret));
  return hashes.map((hash) => timingSafeEqual(Buffer.from(hash), given)).includes(true);
}
