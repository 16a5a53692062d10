import { type Principal, type Scope, scopes } from '#platform/call.ts';

/** Somebody with a token, and what the wire's rules (docs/security.md, "Who may see what") let them see. */
export interface Person {
  readonly name: string;
  /** Nobody: no token, or none that is good. */
  readonly principal: Principal | undefined;
  readonly seesSkier: (skierID: number) => boolean;
  readonly seesAccount: (account: Owned) => boolean;
}

/** Whose an account is: a guest's, and of a resort or of none. */
export interface Owned {
  readonly ownerID?: string;
  readonly resortID?: number;
}

export const GUESTS = 12;
/** Accounts and tills belong to one of these. */
export const RESORTS = [1, 2, 3] as const;

/** Guest `n` has the pass `n`. Written down here again, by role, so that the code is held against something else. */
export const people: readonly Person[] = [
  { name: 'nobody', principal: undefined, seesSkier: never, seesAccount: never },
  ...Array.from({ length: GUESTS }, (_, index) => guest(index + 1)),
  { ...guest(GUESTS + 1), name: 'a guest without a pass', principal: signedIn('guest-13', GUEST()), seesSkier: never },
  ...RESORTS.map((resort) => till(resort)),
  program('partner-all', ['rides:read', 'accounts:read'], { seesSkier: always }),
  program('gate-1', ['rides:write'], { seesSkier: always }),
  program('forecaster', ['forecasts:read', 'forecasts:write'], {}),
  { name: 'staff', principal: signedIn('staff', scopes), seesSkier: always, seesAccount: always },
];

function guest(n: number): Person {
  const sub = guestSub(n);
  return {
    name: sub,
    principal: signedIn(sub, GUEST(), { clientID: 'app', skierID: n }),
    seesSkier: (skierID) => skierID === n,
    seesAccount: ({ ownerID }) => ownerID === sub,
  };
}

export function guestSub(n: number): string {
  return `guest-${n}`;
}

function GUEST(): readonly Scope[] {
  return ['rides:read', 'accounts:read', 'accounts:write', 'forecasts:read'];
}

function till(resort: number): Person {
  const tillScopes = ['rides:read', 'accounts:read', 'accounts:write', 'accounts:till'] as const;
  return program(`till-${resort}`, tillScopes, {
    resorts: [resort],
    seesSkier: always,
    seesAccount: ({ resortID }) => resortID === resort,
  });
}

interface Sight extends Partial<Pick<Person, 'seesSkier' | 'seesAccount'>> {
  readonly resorts?: readonly number[];
}

function program(name: string, granted: readonly Scope[], sight: Sight): Person {
  const { resorts, seesSkier = never, seesAccount = never } = sight;
  const claims = { clientID: name, ...(resorts && { resorts }) };
  return { name, principal: signedIn(name, granted, claims), seesSkier, seesAccount };
}

function signedIn(sub: string, granted: readonly Scope[], claims: Partial<Principal> = {}): Principal {
  return { sub, scopes: new Set(granted), ...claims };
}

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}
