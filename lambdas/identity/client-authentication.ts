import type { ClientCredentials } from '#platform/oauth.ts';
import { type Problem, problem } from '#platform/problem.ts';
import type { Client } from './domain.ts';
import { isOneOf } from './secrets.ts';
import type { Directory } from './store.ts';

/** The program that these are the credentials of. */
export async function knownClient(
  directory: Pick<Directory, 'client'>,
  presented: ClientCredentials | undefined,
): Promise<Client | undefined> {
  if (!presented || !CLIENT_ID.test(presented.clientID)) return undefined;
  const client = await directory.client(presented.clientID);
  return isOneOf(client?.secretHashes ?? [], presented.secret) ? client : undefined;
}

/** Ours and Cognito's. Anything else is nobody's, and might be no key of a table. */
const CLIENT_ID = /^[\w-]{1,128}$/;

/** RFC 6749 §5.2: with the scheme that would have been right. */
export function unknownClient(): Problem {
  return problem('invalid_client', { headers: { 'www-authenticate': 'Basic realm="liftline"' } });
}
