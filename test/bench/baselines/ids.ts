import { hash } from 'node:crypto';

/** The id of what a command makes: the first half of a SHA-256, which has the 16 bytes of a UUID. */
export function idOf(operation: string, key: string): string {
  return hash('sha256', `${operation.length}:${operation}${key}`).slice(0, 32);
}
