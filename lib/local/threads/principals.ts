import { scopes as allScopes, type Principal, type Scope } from '#platform/call.ts';

/** A principal as one thread tells another of it: a set takes as long to send as all the rest of a request. */
export type SentPrincipal = Omit<Principal, 'scopes'> & { readonly scopes: string };

/** A gateway remembers its principals, so that each is spelled once. */
export function sendablePrincipal(principal: Principal): SentPrincipal {
  let sent = spelled.get(principal);
  if (!sent) {
    sent = { ...principal, scopes: allScopes.filter((scope) => principal.scopes.has(scope)).join(' ') };
    spelled.set(principal, sent);
  }
  return sent;
}

const spelled = new WeakMap<Principal, SentPrincipal>();

export function receivedPrincipal({ scopes, ...principal }: SentPrincipal): Principal {
  let set = sets.get(scopes);
  if (!set) {
    set = new Set(scopes.split(' ').filter((scope) => scope !== '') as Scope[]);
    sets.set(scopes, set);
  }
  return { ...principal, scopes: set };
}

/** By their scopes, which are in one order: at most 1,024, and a handful that clients are registered with. */
const sets = new Map<string, ReadonlySet<Scope>>();
