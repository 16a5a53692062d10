import { scryptSync } from 'node:crypto';
import { registeredClients } from '../../lambdas/identity/clients.ts';
import { GUEST_SCOPES, type PasswordHash } from '../../lambdas/identity/domain.ts';
import { ownSecrets } from '../../lambdas/identity/own-secrets.ts';
import { directory as directoryOn } from '../../lambdas/identity/store.ts';
import type { embeddedSystem } from './embedded.ts';

type System = Awaited<ReturnType<typeof embeddedSystem>>;

/** The embedded system with a till and a guest in its directory, and forms to send to it. */
export async function issuingSystem(system: System) {
  const { platform } = system.cloud;
  const directory = directoryOn(platform.items, 'identity');
  const clients = registeredClients({ ...platform, directory, secrets: ownSecrets({ ...platform, directory }) });
  const scopes = ['accounts:read', 'accounts:till'] as const;
  const till = await clients.add({ name: 'Till 4', scopes, resorts: [7], requestsPerMinute: 600 });
  const guest = { username: 'ida@example.com', password: 'correct horse battery staple' };
  await directory.addUser({
    username: guest.username,
    sub: 'ida',
    scopes: GUEST_SCOPES,
    skierID: 123,
    password: cheapHashOf(guest.password),
  });

  const url = `http://127.0.0.1:${system.port}`;
  const send = (path: string, form: Form, headers: Record<string, string> = {}) =>
    fetch(url + path, { method: 'POST', body: new URLSearchParams(form), headers });

  return {
    directory,
    clients,
    till,
    guest,
    send,
    asTill: (form: Form, path = '/oauth2/token') => send(path, form, { authorization: basic(till) }),
    signIn: (body: object = guest) => system.request('POST', '/sessions', { as: 'none', body }),
    refresh: (refreshToken: string) =>
      send('/oauth2/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    /** As whoever has this token. */
    get: (path: string, token: string) => fetch(url + path, { headers: { authorization: `Bearer ${token}` } }),
  };
}

type Form = Record<string, string> | [string, string][];

export function basic({ clientID, secret }: { clientID: string; secret: string }): string {
  return `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}`;
}

/** A hash says at which cost it was made: this one at hardly any. */
function cheapHashOf(password: string): PasswordHash {
  const salt = 'c2FsdA';
  const hash = scryptSync(password, Buffer.from(salt, 'base64url'), 32, { N: 2, r: 1, p: 1 }).toString('base64url');
  return { cost: 2, blockSize: 1, parallelisation: 1, salt, hash };
}

/** What may be in an answer of the issuer, good or bad. */
interface Told {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly error: string;
}

export async function told(response: Response): Promise<Told> {
  return (await response.json()) as Told;
}

/** A refusal, without what differs from one request to the next. */
export async function refusalOf(response: Response): Promise<object> {
  const { requestId: _, instance: __, ...problem } = (await response.json()) as Record<string, unknown>;
  return { ...problem, challenge: response.headers.get('www-authenticate') };
}

/** What a token says, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
