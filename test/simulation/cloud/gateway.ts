import type { Answer } from '#platform/answer.ts';
import { ANONYMOUS, type Call, type Principal } from '#platform/call.ts';
import { problemOf } from '#platform/failure.ts';
import type { HttpResponse, RequestHead } from '#platform/http.ts';
import type { Log } from '#platform/log.ts';
import { matchPath } from '#platform/path.ts';
import { readInput, refuseHead } from '#platform/prelude.ts';
import { render } from '#platform/render.ts';
import { requestIdOf } from '#platform/trace.ts';
import { allOperations } from '../../../lib/contracts.ts';
import type { Route, router } from '../../../lib/local/gateway/router.ts';
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
  readonly find: ReturnType<typeof router>;
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
  const operationIds = new Map<string, string>();
  return {
    async send(request) {
      const operationId = nameOf(request);
      if (world.fault('client: request lost', operationId)) return patience();
      if (world.fault('client: sent twice', operationId)) void deliver(request, operationId);
      const response = await deliver(request, operationId);
      return world.fault('client: answer lost', operationId) ? patience() : response;
    },
  };

  function nameOf({ method, path }: Request): string {
    const route = `${method} ${path}`;
    const known = operationIds.get(route) ?? operationOf(method, path);
    operationIds.set(route, known);
    return known;
  }

  async function deliver(request: Request, operationId: string): Promise<HttpResponse> {
    await world.sleep(1 + world.choose('way to the gateway', 20));
    const outcome = await api.invoke(operationId, (app, deadlineMs) => respond(app, request, deadlineMs));
    // API Gateway answers 502 for a function that ended without an answer.
    const response = outcome.kind === 'answered' ? outcome.value : { status: 502, headers: {}, body: '' };
    onAnswer?.(request, response);
    await world.sleep(1 + world.choose('way to the client', 20));
    return response;
  }

  async function respond({ environment, find }: Api, request: Request, deadlineMs: number): Promise<HttpResponse> {
    const head = headOf(request);
    const requestId = requestIdOf(head, environment.random);
    const found = find(head);
    if (found.kind === 'page') throw new Error('The simulator asks for no pages.');
    const operation = found.kind === 'route' ? found.operation : undefined;
    const answer = found.kind === 'route' ? await answerTo(found, request, { requestId, deadlineMs, log }) : found;
    return render(answer, { operation, requestId });
  }

  /** A client waits for 30 seconds, longer than the gateway does. */
  async function patience(): Promise<undefined> {
    await world.sleep(30_000);
    return undefined;
  }
}

async function answerTo({ operation, serve }: Route, request: Request, call: Omit<Call, 'principal'>): Promise<Answer> {
  const { principal } = request;
  try {
    const head = headOf(request);
    const refused = refuseHead(operation, head, principal);
    if (refused) return refused;
    const read = readInput(operation, head, bodyOf(request));
    if (read.kind === 'problem') return read;
    return await serve(read.input, { ...call, principal: operation.scope === 'none' ? ANONYMOUS : principal });
  } catch (error) {
    call.log.error('request failed', { cause: String(error) });
    return problemOf(error, operation);
  }
}

function operationOf(method: string, path: string): string {
  const found = allOperations.find((operation) => operation.method === method && matchPath(operation, path));
  return found?.operationId ?? method;
}

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

function bodyOf({ body }: Request): Uint8Array {
  return body === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(body));
}
