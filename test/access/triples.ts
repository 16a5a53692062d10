import type { Operation } from '#platform/operation.ts';
import type { Route } from '../../lib/local/gateway/router.ts';
import { between, seeded } from '../load/random.ts';
import { type Owned, type Person, people } from './people.ts';
import { absent, kindOf, maySee, ONESELF, type Resource } from './resources.ts';
import { type Seen, type World, world } from './world.ts';

export interface Triples {
  /** By what the rules say of them. */
  readonly count: Readonly<Record<Expectation, number>>;
  /** Whatever broke a rule, a sentence each; at most {@link WRONG_MAX}. */
  readonly wrong: readonly string[];
}

type Expectation = 'unauthorized' | 'insufficient scope' | 'hidden' | 'served';

const WRONG_MAX = 20;

/**
 * Draws who asks, what they ask and what about, and holds every answer against the rules: who may not see a thing is
 * answered as if it did not exist, byte for byte and at the same cost in calls, and nothing is written for them.
 */
export async function tryTriples({ count, seed }: { count: number; seed: number }): Promise<Triples> {
  const random = seeded(seed);
  const one = <T>(list: readonly T[]): T => list[between(random, 0, list.length - 1)] as T;
  const { routes, resources, ask, settled } = await world();
  const ofKind = Map.groupBy([...resources, ONESELF, ...Object.values(absent)], ({ kind }) => kind);
  const asAbsent = memory(ask);
  const counted = { unauthorized: 0, 'insufficient scope': 0, hidden: 0, served: 0 };
  const wrong: string[] = [];

  for (let n = 0; n < count && wrong.length < WRONG_MAX; n += 1) {
    const [person, route] = [one(people), one(routes)];
    const resource = one(ofKind.get(kindOf(route.operation)) ?? []);
    const expectation = expected(person, route.operation, resource);
    const seen = await ask(person, route, resource);
    const fault =
      faultIn(seen, { person, resource, expectation }) ?? difference(seen, expectation, await asAbsent(person, route));
    counted[expectation] += 1;
    if (n % 1_000 === 0) await settled();
    if (fault) wrong.push(`${person.name} ${route.operation.operationId} ${resource.kind} ${resource.id}: ${fault}`);
  }
  return { count: counted, wrong };
}

function expected(person: Person, { scope }: Operation, resource: Resource): Expectation {
  if (scope === 'none') return 'served';
  if (!person.principal) return 'unauthorized';
  if (!person.principal.scopes.has(scope)) return 'insufficient scope';
  const isThere = resource.kind === 'none' || resource.owners !== undefined;
  return isThere && maySee(person, resource) ? 'served' : 'hidden';
}

interface Triple {
  readonly person: Person;
  readonly resource: Resource;
  readonly expectation: Expectation;
}

function faultIn({ status, body, hasWritten }: Seen, { person, resource, expectation }: Triple): string | undefined {
  switch (expectation) {
    case 'served':
      // What belongs to nobody may be there or not.
      if (resource.kind === 'none' && status === 404) return undefined;
      if (!SERVED.has(status)) return `is answered ${status}, though it is theirs to see`;
      return ownersIn(body).every((owned) => isTheirs(person, owned)) ? undefined : `sees ${body}`;
    case 'unauthorized':
    case 'insufficient scope':
    case 'hidden':
      if (hasWritten) return 'writes';
      return STATUS[expectation].has(status) ? undefined : `is answered ${status}`;
  }
}

/** 409 is a business refusal and 412 a precondition that is not met: only who may see the account is told of either. */
const SERVED = new Set([200, 201, 409, 412]);
/** Of accounts of others, named by their owner, a token without `accounts:all` is told its scope, whoever the owner is. */
const STATUS = {
  unauthorized: new Set([401]),
  'insufficient scope': new Set([403]),
  hidden: new Set([403, 404]),
};

/** Of every account in an answer. */
function ownersIn(body: string): Owned[] {
  const { accounts = [] } = body.startsWith('{') ? (JSON.parse(body) as { accounts?: Owned[] }) : {};
  return accounts;
}

/** Who opens an account owns it, be it a till. */
function isTheirs({ principal, seesAccount }: Person, owned: Owned): boolean {
  return owned.ownerID === principal?.sub || seesAccount(owned);
}

/** Nothing in a refusal tells what exists. */
function difference(seen: Seen, expectation: Expectation, nothing: Seen): string | undefined {
  if (expectation === 'served') return undefined;
  if (seen.answer !== nothing.answer) return `tells it from nothing: ${seen.answer} and ${nothing.answer}`;
  if (seen.calls !== nothing.calls) return `costs "${seen.calls}" and nothing costs "${nothing.calls}"`;
  return undefined;
}

/** What a person is answered of what does not exist; the same each time, so asked once. */
function memory(ask: World['ask']): (person: Person, route: Route) => Promise<Seen> {
  const known = new Map<string, Promise<Seen>>();
  return (person, route) => {
    const name = `${person.name} ${route.operation.operationId}`;
    const seen = known.get(name) ?? ask(person, route, absent[kindOf(route.operation)]);
    known.set(name, seen);
    return seen;
  };
}
