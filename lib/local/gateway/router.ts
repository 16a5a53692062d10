import { type Answer, ok } from '#platform/answer.ts';
import type { Call } from '#platform/call.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Input, Operation } from '#platform/operation.ts';
import { matchPath } from '#platform/path.ts';
import { problem } from '#platform/problem.ts';
import { type Page, pageAt } from './documentation.ts';

/** An operation and the code behind it. */
export interface Route {
  readonly kind: 'route';
  readonly operation: Operation;
  /** A method, so that the code of one operation, which takes that operation's input only, fits here. */
  serve(input: Input<Operation>, call: Call): Promise<Answer>;
}

/** Finds what a path and method name; 404 and 405 are answered here, before anything else is looked at. */
export function router(routes: readonly Route[]): (head: RequestHead) => Route | Page | Answer {
  const byStart = Map.groupBy(
    routes.flatMap((route) => startsOf(route.operation).map((start) => ({ start, route }))),
    ({ start }) => start,
  );

  return ({ method, path }) => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const candidates = byStart.get(startOf(wanted, path));
    const found = candidates?.find(({ route }) => matchPath(route.operation, path))?.route;
    if (found) return found;

    const page = pageAt(path);
    if (page && wanted === 'GET') return page;

    const here = routes.filter(({ operation }) => matchPath(operation, path)).map(({ operation }) => operation.method);
    const methods = new Set([...here, ...(page ? ['GET'] : [])]);
    if (methods.size === 0) return problem('not_found');
    const headers = { allow: [...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ') };
    return method === 'OPTIONS' ? ok(undefined, headers) : problem('method_not_allowed', { headers });
  };
}

/** Method and first segment, which is never a variable: few operations share both, so few patterns are tried. */
function startOf(method: string, path: string): string {
  const end = path.indexOf('/', 1);
  return `${method} ${end < 0 ? path : path.slice(0, end)}`;
}

function startsOf({ method, path, aliases = [] }: Operation): string[] {
  return [...new Set([path, ...aliases].map((each) => startOf(method, each)))];
}
