import { created } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { CreateSession } from './contract.ts';
import type { Issuer, Passwords } from './issuer.ts';
import { type SessionPorts, sessions } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { guestToken } from './token-answer.ts';

interface Ports extends SessionPorts {
  readonly issuer: Issuer;
  readonly passwords: Passwords;
}

/** Signs a guest in, and tells nobody whether a name that was refused is somebody's. */
export function createSession(ports: Ports): Serve<typeof CreateSession> {
  const attempt = signIn(ports);
  const { start } = sessions(ports);

  return async ({ body }) => {
    const outcome = await attempt(body);

    switch (outcome.kind) {
      case 'signed-in': {
        const { user } = outcome;
        const refreshToken = await start(user);
        return created({ ...(await guestToken(ports.issuer, user, user.scopes)), refresh_token: refreshToken });
      }
      case 'refused':
        return problem('sign_in_refused', { headers: { 'www-authenticate': 'Bearer' } });
      case 'too-soon':
        return problem('too_many_requests', { headers: { 'retry-after': String(outcome.retryAfterSeconds) } });
      case 'busy':
        return problem('unavailable');
    }
  };
}
