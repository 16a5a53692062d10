import type { Clock } from '#platform/platform.ts';
import { FAILURES_KEPT_SECONDS, type User, waitMsAfter } from './domain.ts';
import type { Passwords } from './issuer.ts';
import type { Directory } from './store.ts';

interface Ports {
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

type SignedIn =
  | { readonly kind: 'signed-in'; readonly user: User }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-soon'; readonly retryAfterSeconds: number }
  | { readonly kind: 'busy' };

/**
 * One guess at a password. It is counted before it is looked at, so that many at the same time are no more than one after
 * another; and a name that nobody has takes the same calls, the same hash and the same waits as one that somebody has.
 */
export function signIn({ directory, passwords, clock }: Ports) {
  return async ({ username, password }: { username: string; password: string }): Promise<SignedIn> => {
    const nowMs = clock.now();
    const [user, seen] = await Promise.all([directory.user(username), directory.attempts(username)]);
    if (seen && seen.lockedUntil > nowMs) return tooSoon(seen.lockedUntil - nowMs);

    // One that its TTL has not deleted yet counts as none.
    const failures = (seen && seen.expiresAt * 1_000 > nowMs ? seen.failures : 0) + 1;
    const lockedUntil = nowMs + waitMsAfter(failures);
    const expiresAt = Math.floor(nowMs / 1_000) + FAILURES_KEPT_SECONDS;
    const mine = { failures, lockedUntil, expiresAt };
    if (!(await directory.countAttempt(username, seen, mine))) return tooSoon(1_000);

    const matches = await passwords.matches(password, user?.password);
    if (matches === 'busy') return { kind: 'busy' };
    if (!matches || !user) return { kind: 'refused' };
    await directory.forgetAttempts(username, mine);
    return { kind: 'signed-in', user };
  };
}

function tooSoon(milliseconds: number): SignedIn {
  return { kind: 'too-soon', retryAfterSeconds: Math.ceil(milliseconds / 1_000) };
}
