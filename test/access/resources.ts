import type { Operation } from '#platform/operation.ts';
import type { Owned, Person } from './people.ts';

/** What a request is about. */
export interface Resource {
  readonly kind: Kind;
  readonly id: string;
  /** Absent where there is no such thing. */
  readonly owners?: readonly Owned[];
  /** Of an account: a hold on it. */
  readonly holdID?: string;
}

/** `owner` is a subject whose accounts are listed or opened; `none` is what belongs to nobody. */
export type Kind = 'skier' | 'account' | 'transfer' | 'owner' | 'none';

/** Who names no owner means themselves. */
export const ONESELF: Resource = { kind: 'owner', id: '', owners: [{}] };

/** Well-formed names of what does not exist. */
export const absent: Readonly<Record<Kind, Resource>> = {
  skier: { kind: 'skier', id: '2000000000' },
  account: { kind: 'account', id: 'a'.repeat(26), holdID: 'c'.repeat(26) },
  transfer: { kind: 'transfer', id: 'b'.repeat(26) },
  // To staff a subject without accounts is like any other.
  owner: { kind: 'owner', id: 'nobody', owners: [{}] },
  none: { kind: 'none', id: '' },
};

const VARIABLES: Readonly<Record<string, Kind>> = { skierID: 'skier', accountID: 'account', transferID: 'transfer' };
/** Variables that name nothing of anybody's. */
const PUBLIC = new Set(['resortID', 'seasonID', 'dayID', 'month']);

/** What an operation is about, by the variables of its path. A gate is the authority on who skis: it asks about nobody. */
export function kindOf({ operationId, path, scope, query }: Operation): Kind {
  if (scope === 'rides:write') return 'none';
  if (operationId === 'createTransfer') return 'account';
  // A hold is reached through its account.
  const variables = [...path.replace('{holdID}', '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const unknown = variables.filter((name) => !VARIABLES[name] && !PUBLIC.has(name));
  if (unknown.length > 0) throw new Error(`Say in ${import.meta.filename} what ${unknown} of ${operationId} names.`);
  const named = variables.map((name) => VARIABLES[name]).find((kind) => kind !== undefined);
  return named ?? (operationId === 'openAccount' || query?.shape['ownerID'] ? 'owner' : 'none');
}

/** Whether a person may know that a thing exists. A subject is no secret, but only staff may name one that is not theirs. */
export function maySee({ seesSkier, seesAccount, principal }: Person, { kind, id, owners = [] }: Resource): boolean {
  switch (kind) {
    case 'none':
      return true;
    case 'skier':
      return seesSkier(Number(id));
    case 'owner':
      return id === ONESELF.id || principal?.scopes.has('accounts:all') === true;
    case 'account':
    case 'transfer':
      return owners.some(seesAccount);
  }
}

interface Asked {
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

/** A request that satisfies the contract, about this resource: the contract's own example with the one name changed. */
export function requestAbout(operation: Operation, { kind, id, holdID }: Resource): Asked {
  const { operationId, path, query, body, examples } = operation;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'holdID') return String(holdID);
    return VARIABLES[name] === kind ? id : String(examples?.params?.[name]);
  });
  const from = {
    ...(operationId === 'createTransfer' && { from: id, amount: 1 }),
    ...((operationId === 'createTransfer' || operationId === 'createHold') && { to: 'cash-EUR' }),
  };
  const owner = kind === 'owner' && id !== ONESELF.id ? { ownerID: id } : {};
  const parameters = { ...examples?.query, ...(query && owner) };
  const fields = { ...(examples?.body as object | undefined), ...owner, ...from };
  return {
    path: filled,
    query: Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
    body: body ? JSON.stringify(fields) : '',
  };
}
