import type { Answer } from '#platform/answer.ts';
import { ANONYMOUS, type Call, type Principal } from '#platform/call.ts';
import { problemOf } from '#platform/failure.ts';
import type { HttpResponse, RequestHead } from '#platform/http.ts';
import type { Log } from '#platform/log.ts';
import type { Operation } from '#platform/operation.ts';
import { matchPath } from '#platform/path.ts';
import { readInput, refuseHead } from '#platform/prelude.ts';
import { render } from '#platform/render.ts';
import { requestIdOf } from '#platform/trace.ts';
import { allOperations } from '../../../lib/contracts.ts';
import type { Route } from '../../../lib/local/gateway/router.ts';
import type { World } from '../engine/world.ts';
import type { Environment } from './environment.ts';
import type { Fleet } from './fleet.ts';

/** A request as a client makes it; who it is from has been verified. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly principal: Principal;
}

/** What runs in an environment of the API. */
export interface Api {
  readonly environment: Environment;
  readonly routes: readonly Route[];
}

export interface Gateway {
  /** Undefined where no answer came. Both ways over the wire, anything may get lost. */
  send(request: Request): Promise<HttpResponse | undefined>;
}

export interface GatewayOptions {
  readonly world: World;
  readonly api: Fleet<Api>;
  readonly log: Log;
  /** Sees each answer the moment it is made, before anything can happen to it. */
  readonly onAnswer?: (request: Request, response: HttpResponse) => void;
}

/** API Gateway with a function behind it: the way of `lambdas/platform/aws/http-handler.ts`, with the same prelude. */
export function simulatedGateway({ world, api, log, onAnswer }: GatewayOptions): Gateway {
  return {
    async send(request) {
      const operation = operationOf(request);
      const { operationId } = operation;
      world.say('client', () => `${request.principal.sub} sends ${request.method} ${request.path} ${textOf(request)}`);
      if (world.fault('client: request lost', operationId)) return patience();
      if (world.fault('client: sent twice', operationId)) void deliver(request, operation);
      const response = await deliver(request, operation);
      return world.fault('client: answer lost', operationId) ? patience() : response;
    },
  };

  async function deliver(request: Request, operation: Operation): Promise<HttpResponse> {
    await world.sleep(1 + world.choose('way to the gateway', 20));
    const outcome = await api.invoke(operation.operationId, ({ environment, routes }, deadlineMs) => {
      const route = routes.find((each) => each.operation === operation) as Route;
      return respond(route, request, { requestId: requestIdOf(headOf(request), environment.random), deadlineMs, log });
    });
    // API Gateway answers 502 for a function that ended without an answer; one that throws is a mistake, and shown as one.
    const status = outcome.kind === 'failed' ? 500 : 502;
    const response = outcome.kind === 'answered' ? outcome.value : { status, headers: {}, body: '' };
    onAnswer?.(request, response);
    await world.sleep(1 + world.choose('way to the client', 20));
    return response;
  }

  /** A client waits for 30 seconds, longer than the gateway does. */
  async function patience(): Promise<undefined> {
    await world.sleep(30_000);
    return undefined;
  }
}

type Unsigned = Omit<Call, 'principal'>;

async function respond({ operation, serve }: Route, request: Request, call: Unsigned): Promise<HttpResponse> {
  const { principal } = request;
  return render(await answer(), { operation, requestId: call.requestId });

  async function answer(): Promise<Answer> {
    try {
      const head = headOf(request);
      const refused = refuseHead(operation, head, principal);
      if (refused) return refused;
      const read = readInput(operation, head, Buffer.from(textOf(request)));
      if (read.kind === 'problem') return read;
      return await serve(read.input, { ...call, principal: operation.scope === 'none' ? ANONYMOUS : principal });
    } catch (error) {
      call.log.error('request failed', { cause: String(error) });
      return problemOf(error, operation);
    }
  }
}

/** Whom the gateway routes to. Nobody here asks for what is not there. */
function operationOf({ method, path }: Request): Operation {
  const [, first = ''] = path.split('/');
  const found = operationsUnder.get(`${method} ${first}`)?.find((operation) => matchPath(operation, path));
  if (!found) throw new Error(`No operation has ${method} ${path}`);
  return found;
}

/** By method and first segment, which is never a variable. */
const operationsUnder = Map.groupBy(allOperations, ({ method, path }) => `${method} ${path.split('/')[1]}`);

function headOf(request: Request): RequestHead {
  const { method, path, query = '', headers = {}, body } = request;
  const sent = { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) };
  return {
    method,
    path,
    query,
    headers: new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), [value]])),
  };
}

function textOf({ body }: Request): string {
  return body === undefined ? '' : JSON.stringify(body);
}
