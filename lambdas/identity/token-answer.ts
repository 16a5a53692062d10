import type { Scope } from '#platform/call.ts';
import type { Client, User } from './domain.ts';
import { CLIENT_TOKEN_SECONDS, GUEST_TOKEN_SECONDS } from './domain.ts';
import type { Issuer, NewToken } from './issuer.ts';

/** What a person or a program with a token is told (RFC 6749 §5.1). */
async function tokenAnswer(issuer: Issuer, token: NewToken) {
  return {
    access_token: await issuer.issue(token),
    token_type: 'Bearer',
    expires_in: token.lifetimeSeconds,
    scope: token.scopes.join(' '),
  };
}

export function guestToken(issuer: Issuer, { sub, skierID }: User, granted: readonly string[]) {
  const scopes = granted as readonly Scope[];
  const who = { sub, ...(skierID !== undefined && { skierID }) };
  return tokenAnswer(issuer, { ...who, scopes, lifetimeSeconds: GUEST_TOKEN_SECONDS });
}

export function clientToken(issuer: Issuer, client: Client, granted: readonly string[]) {
  const { clientID, resorts, requestsPerMinute } = client;
  return tokenAnswer(issuer, {
    sub: clientID,
    clientID,
    scopes: granted as readonly Scope[],
    ...(resorts && { resorts }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    lifetimeSeconds: CLIENT_TOKEN_SECONDS,
  });
}
