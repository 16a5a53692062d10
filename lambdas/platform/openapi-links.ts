import type { LinkObject } from './openapi-types.ts';
import type { Operation } from './operation.ts';

/**
 * Where a client can go from an answer: to every operation that takes an id which the answer holds, and from a write to
 * the reading of what was written. The other variables are those of the request's own path.
 */
export function linksFrom(
  from: Operation,
  all: readonly Operation[],
  held: readonly string[],
): Record<string, LinkObject> {
  const own = variablesOf(from);
  const reachable = all.filter((to) => {
    const wanted = variablesOf(to);
    const feeds = wanted.some((name) => held.includes(name) && !own.includes(name));
    const reads = from.method !== 'GET' && to.method === 'GET' && to.path === from.path;
    return to !== from && (feeds || reads) && wanted.every((name) => held.includes(name) || own.includes(name));
  });
  return Object.fromEntries(
    reachable.map((to) => {
      const parameters = variablesOf(to).map((name) => [
        name,
        own.includes(name) ? `$request.path.${name}` : `$response.body#/${name}`,
      ]);
      return [to.operationId, { operationId: to.operationId, parameters: Object.fromEntries(parameters) }];
    }),
  );
}

function variablesOf({ path }: Operation): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}
