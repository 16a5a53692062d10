import type { Scope } from '#platform/call.ts';
import { scopes as allScopes } from '#platform/call.ts';
import type { Granted, TokenRequest } from '#platform/token-grant.ts';
import { GUEST_SCOPES } from './domain.ts';
import type { Directory } from './store.ts';

/** The group of the user pool whose members may do everything. */
const STAFF = 'staff';

/** Says what a token that Cognito is about to sign allows, and to what it is bound: what Cognito itself cannot know. */
export function grantClaims({ directory }: { directory: Pick<Directory, 'client'> }) {
  return async (request: TokenRequest): Promise<Granted> => {
    switch (request.kind) {
      case 'program':
        return toProgram(await directory.client(request.clientID));
      case 'person':
        return toPerson(request);
    }
  };
}

/** One that is not registered here, or no longer, gets a token that allows nothing. */
function toProgram(client: Awaited<ReturnType<Directory['client']>>): Granted {
  if (!client) return { scopes: [], claims: {} };
  const { scopes, resorts, requestsPerMinute, usageKey } = client;
  const claims = {
    ...(resorts && { resorts }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(usageKey !== undefined && { usageKey }),
  };
  return { scopes: scopes as readonly Scope[], claims };
}

function toPerson({ groups, attributes }: Extract<TokenRequest, { kind: 'person' }>): Granted {
  const { 'custom:skierID': skierID, 'custom:resorts': resorts } = attributes;
  return {
    scopes: groups.includes(STAFF) ? allScopes : GUEST_SCOPES,
    claims: { ...(skierID && { skierID }), ...(resorts && { resorts }) },
  };
}
