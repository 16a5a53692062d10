import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { knownClient, unknownClient } from './client-authentication.ts';
import type { RevokeToken } from './contract.ts';
import { type SessionPorts, sessions } from './sessions.ts';

/** Ends the session of a refresh token; says nothing of whether there was one. */
export function revokeToken(ports: SessionPorts): Serve<typeof RevokeToken> {
  const { end } = sessions(ports);

  return async ({ body: { token }, client }) => {
    if (client && !(await knownClient(ports.directory, client))) return unknownClient();
    if (isAccessToken(token)) return problem('unsupported_token_type');
    await end(token);
    return ok(undefined);
  };
}

/** A JWS has two dots; a refresh token has one. */
function isAccessToken(token: string): boolean {
  return token.split('.').length === 3;
}
