import { parseArgs } from 'node:util';
import type { Scope } from '#platform/call.ts';
import type { Client } from '../../lambdas/identity/domain.ts';
import type { Command, Surroundings } from './command.ts';
import { numberIn, scopesIn } from './flags.ts';
import { PLACE_FLAGS, PLACE_USAGE, placeOf } from './place.ts';

type Registration = Pick<Client, 'name' | 'scopes' | 'resorts' | 'requestsPerMinute'>;

type Asked =
  | { readonly act: 'add'; readonly registration: Registration }
  | { readonly act: 'list' }
  | { readonly act: 'limit'; readonly clientID: string; readonly requestsPerMinute: number }
  | { readonly act: 'rotate'; readonly clientID: string; readonly endsOverlap: boolean }
  | { readonly act: 'remove'; readonly clientID: string };

/** What each kind of program needs; a partner is told what it may do. */
const KINDS = {
  gate: ['rides:write'],
  till: ['accounts:read', 'accounts:write', 'accounts:till'],
  partner: [],
} as const satisfies Record<string, readonly Scope[]>;

/** Registers gates, tills and partners. A secret is shown once, and kept by nobody. */
export const clientsCommand: Command = {
  usage: `npm run clients -- add NAME --kind ${Object.keys(KINDS).join('|')} [--scope S …] [--resort N …] [--per-minute N] | list | limit ID --per-minute N | rotate ID [--end-overlap] | remove ID ${PLACE_USAGE}`,

  read(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ kind: { type: 'string' }, 'per-minute': { type: 'string' } },
        ...{ scope: { type: 'string', multiple: true }, resort: { type: 'string', multiple: true } },
        'end-overlap': { type: 'boolean', default: false },
        ...PLACE_FLAGS,
      },
    });
    const [act, subject, ...rest] = positionals;
    if (rest.length > 0) throw new Error('Name one program; a name with spaces goes in quotes.');
    const { 'per-minute': perMinute, 'end-overlap': endsOverlap, ...flags } = values;
    const asked = readAsked({ act, subject, perMinute, endsOverlap, ...flags });
    return { place: placeOf(values), run: (surroundings) => handle(asked, surroundings) };
  },
};

interface Flags {
  readonly act: string | undefined;
  readonly subject: string | undefined;
  readonly kind?: string | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly resort?: readonly string[] | undefined;
  readonly perMinute?: string | undefined;
  readonly endsOverlap: boolean;
}

function readAsked(flags: Flags): Asked {
  const { act, subject, endsOverlap } = flags;
  if (act === 'list' && subject === undefined) return { act };
  if (act === 'add') return { act, registration: registrationOf(flags) };
  if (act !== 'limit' && act !== 'rotate' && act !== 'remove')
    throw new Error('Say what to do: add, list, limit, rotate or remove.');
  if (!/^[\w-]{1,128}$/.test(subject ?? '')) throw new Error('Name the program by its id, as list shows it.');
  const clientID = subject as string;
  if (act === 'limit') return { act, clientID, requestsPerMinute: numberIn(flags.perMinute ?? '', 'A limit') };
  return act === 'remove' ? { act, clientID } : { act, clientID, endsOverlap };
}

function registrationOf({ subject: name = '', kind = '', scope = [], resort, perMinute }: Flags): Registration {
  // As Cognito takes it, so that a name is good in both places.
  if (!/^[\w\s+=,.@-]{1,128}$/.test(name))
    throw new Error('A name is 1 to 128 letters, digits, spaces and + = , . @ -.');
  if (!isKind(kind)) throw new Error(`The kinds are ${Object.keys(KINDS).join(', ')}.`);
  const scopes = scopesIn([...KINDS[kind], ...scope]);
  if (scopes.length === 0) throw new Error(`Say with --scope what a ${kind} may do.`);
  // Without one its token would reach no account but its own.
  if (kind === 'till' && !resort && !scopes.includes('accounts:all'))
    throw new Error('Say with --resort where the till is.');
  const resorts = resort?.map((each) => numberIn(each, 'A resort'));
  const requestsPerMinute = perMinute === undefined ? undefined : numberIn(perMinute, 'A limit');
  return { name, scopes, ...(resorts && { resorts }), ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
}

function isKind(kind: string): kind is keyof typeof KINDS {
  return Object.hasOwn(KINDS, kind);
}

async function handle(asked: Asked, { system: { clients }, terminal, log, who }: Surroundings): Promise<number> {
  const { act } = asked;
  switch (act) {
    case 'list':
      for (const client of await clients.list()) terminal.print(described(client, clients.isHeld(client)));
      return 0;
    case 'add': {
      if (!isOffered(asked.registration.requestsPerMinute)) return 1;
      const { clientID, secret } = await clients.add(asked.registration);
      log.info('program registered', { clientID, who });
      terminal.print(`id: ${clientID}`);
      terminal.print(`secret: ${secret}`);
      return 0;
    }
    case 'limit': {
      const { clientID, requestsPerMinute } = asked;
      if (!isOffered(requestsPerMinute)) return 1;
      const isLimited = await clients.limit(clientID, requestsPerMinute);
      if (isLimited) log.info('program was given a limit', { clientID, requestsPerMinute, who });
      return told(
        isLimited,
        `${clientID}: ${requestsPerMinute} requests a minute, by the tokens that it gets from now on`,
      );
    }
    case 'rotate': {
      const { clientID, endsOverlap } = asked;
      if (endsOverlap)
        return told(await clients.endOverlap(clientID), `${clientID}: the newest secret alone is good now`);
      const secret = await clients.rotate(clientID);
      if (secret !== undefined) log.info('program was given a further secret', { clientID, who });
      return told(
        secret !== undefined,
        `secret: ${secret}\nThe one before is good until rotate ${clientID} --end-overlap`,
      );
    }
    case 'remove': {
      const { clientID } = asked;
      const isRemoved = await clients.remove(clientID);
      if (isRemoved) log.info('program removed', { clientID, who });
      return told(isRemoved, `${clientID}: removed; tokens that it has are good for an hour at most`);
    }
  }

  function isOffered(requestsPerMinute: number | undefined): boolean {
    const { limits } = clients;
    const isSo = requestsPerMinute === undefined || !limits || limits.includes(requestsPerMinute);
    if (!isSo) terminal.print(`There is no usage plan of ${requestsPerMinute} a minute, but of ${limits.join(', ')}.`);
    return isSo;
  }

  function told(isDone: boolean, line: string): number {
    terminal.print(isDone ? line : 'There is no such program, or it has one secret only.');
    return isDone ? 0 : 1;
  }
}

function described({ clientID, name, scopes, resorts, requestsPerMinute, createdAt }: Client, isHeld: boolean): string {
  const bound = resorts ? `, resorts ${resorts.join(' ')}` : '';
  const limit =
    requestsPerMinute === undefined
      ? ''
      : `, ${requestsPerMinute} requests a minute${isHeld ? '' : ' (not held to: say limit)'}`;
  return `${clientID}: ${name}: ${scopes.join(' ')}${bound}${limit}, since ${createdAt}`;
}
