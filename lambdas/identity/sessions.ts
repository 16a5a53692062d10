import type { Platform } from '#platform/platform.ts';
import { SESSION_SECONDS, type User } from './domain.ts';
import { hashOf, isOneOf, newSecret } from './secrets.ts';
import type { Directory } from './store.ts';

export interface SessionPorts extends Pick<Platform, 'clock' | 'random'> {
  readonly directory: Directory;
}

type Refreshed =
  | { readonly kind: 'refreshed'; readonly refreshToken: string }
  /** Nobody's, no longer good, or used before; then its session has ended. */
  | { readonly kind: 'refused' };

/**
 * Guests who stay signed in. A refresh token is `{sessionID}.{secret}`: the session keeps the hash of the one secret that
 * is good. Any other one means that a token was used twice, so somebody has it who should not: the session ends.
 */
export function sessions({ directory, clock, random }: SessionPorts) {
  const now = () => Math.floor(clock.now() / 1_000);

  return {
    async start({ username, sub }: User): Promise<string> {
      const sessionID = newSecret(random);
      const secret = newSecret(random);
      const expiresAt = now() + SESSION_SECONDS;
      await directory.addSession({ sessionID, username, sub, tokenHash: hashOf(secret), expiresAt });
      return `${sessionID}.${secret}`;
    },

    /** Whose it is, while it is good; exchanges nothing yet. */
    async userOf(refreshToken: string): Promise<User | undefined> {
      const session = await goodSession(refreshToken);
      const user = session && (await directory.user(session.username));
      // A name that was given to somebody else meanwhile is another person.
      return user?.sub === session?.sub ? user : undefined;
    },

    async refresh(refreshToken: string): Promise<Refreshed> {
      const session = await goodSession(refreshToken);
      if (!session) return { kind: 'refused' };
      const secret = newSecret(random);
      if (!(await directory.exchangeToken(session, hashOf(secret)))) {
        await directory.revokeSession(session.sessionID, now());
        return { kind: 'refused' };
      }
      return { kind: 'refreshed', refreshToken: `${session.sessionID}.${secret}` };
    },

    async end(refreshToken: string): Promise<void> {
      const session = await goodSession(refreshToken);
      if (session) await directory.revokeSession(session.sessionID, now());
    },
  };

  async function goodSession(refreshToken: string) {
    const [, sessionID, secret] = REFRESH_TOKEN.exec(refreshToken) ?? [];
    if (sessionID === undefined || secret === undefined) return undefined;
    const session = await directory.session(sessionID);
    if (!session || session.revokedAt !== undefined || session.expiresAt <= now()) return undefined;
    if (isOneOf([session.tokenHash], secret)) return session;
    await directory.revokeSession(sessionID, now());
    return undefined;
  }
}

const REFRESH_TOKEN = /^([0-9a-f]{64})\.([0-9a-f]{64})$/;
