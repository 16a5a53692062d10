import { type Answer, ok } from '#platform/answer.ts';
import type { Input, Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { knownClient, unknownClient } from './client-authentication.ts';
import type { CreateToken } from './contract.ts';
import { scopesOf } from './domain.ts';
import type { Issuer } from './issuer.ts';
import { type SessionPorts, sessions } from './sessions.ts';
import { clientToken, guestToken } from './token-answer.ts';

interface Ports extends SessionPorts {
  readonly issuer: Issuer;
}

/** Gives a program its token, and a guest the next one. */
export function createToken(ports: Ports): Serve<typeof CreateToken> {
  const { directory, issuer } = ports;
  const { userOf, refresh } = sessions(ports);

  return async (input) => {
    switch (input.body.grant_type) {
      case 'client_credentials':
        return toClient(input);
      case 'refresh_token':
        return toGuest(input);
      default:
        return problem('unsupported_grant_type');
    }
  };

  async function toClient({ body, client: presented }: Input<typeof CreateToken>): Promise<Answer> {
    const client = await knownClient(directory, presented);
    if (!client) return unknownClient();
    const scopes = scopesOf(client.scopes, body.scope);
    return scopes ? ok(await clientToken(issuer, client, scopes)) : problem('invalid_scope');
  }

  /** A guest's app keeps no secret, so none is asked for; a session was issued to no program that has one. */
  async function toGuest({ body, client: presented }: Input<typeof CreateToken>): Promise<Answer> {
    const { refresh_token: refreshToken, scope } = body;
    if (refreshToken === undefined) {
      return problem('validation_failed', { errors: [{ pointer: '/refresh_token', detail: 'must be given' }] });
    }
    if (presented) return (await knownClient(directory, presented)) ? problem('invalid_grant') : unknownClient();

    const user = await userOf(refreshToken);
    if (!user) return problem('invalid_grant');
    const scopes = scopesOf(user.scopes, scope);
    if (!scopes) return problem('invalid_scope');
    const refreshed = await refresh(refreshToken);
    if (refreshed.kind === 'refused') return problem('invalid_grant');
    return ok({ ...(await guestToken(issuer, user, scopes)), refresh_token: refreshed.refreshToken });
  }
}
