import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from '#platform/answer.ts';
import { ANONYMOUS, type Call, type Principal } from '#platform/call.ts';
import type { CrossOrigin } from '#platform/cross-origin.ts';
import { revalidated } from '#platform/entity-tag.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Log } from '#platform/log.ts';
import { bodyBytesMaxOf, readInput, refuseHead } from '#platform/prelude.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { render } from '#platform/render.ts';
import { requestIdOf, traceparentOf } from '#platform/trace.ts';
import type { Served } from '../watch/latencies.ts';
import { type AdmissionOptions, admission } from './admission.ts';
import { renderPage } from './documentation.ts';
import { durable } from './durable.ts';
import { failed } from './failed.ts';
import type { Allowance } from './rate-limits.ts';
import { type Aborted, headOf, isLeftUnread, readBody, refuseFraming } from './request.ts';
import { send, sendAndClose } from './response.ts';
import { type Route, router } from './router.ts';

export interface ExchangePorts extends AdmissionOptions {
  readonly routes: readonly Route[];
  /** Who calls; undefined for who has no good token. */
  readonly authenticate: (head: RequestHead) => Principal | undefined | Promise<Principal | undefined>;
  /** Resolves when everything that has been changed so far is durable; rejects when it never will be. */
  readonly barrier: () => Promise<void>;
  /** What a principal has left; undefined for who has no limit. */
  readonly allowanceOf: (principal: Principal) => Allowance | undefined | Promise<Allowance | undefined>;
  /** What browsers are told. @default nothing: pages of other origins may not look */
  readonly crossOrigin?: CrossOrigin | undefined;
  /** Told of each answer. @default nobody is */
  readonly observe?: (served: Served) => void;
  readonly log: Log;
}

/** Node's pair for one exchange, and what Node itself objects to. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly refusal?: Problem;
}

export interface Exchanges {
  /** Takes a request from its head to its answer, and logs one line about it. */
  answer(exchange: Exchange): Promise<void>;
  /**
   * Nothing more can be read from this connection. Whether requests before still wait for their answers: they get them,
   * and then it closes. Anything else that is said meanwhile would be taken for one of those answers.
   */
  closeAfterAnswers(socket: Duplex): boolean;
  /** From now on every answer closes its connection. */
  closeConnections(): void;
}

/** An operation starts nothing that cannot end within this; its function on AWS has as long. */
const ANSWER_MS_MAX = 10_000;

export function exchanges(ports: ExchangePorts): Exchanges {
  const { routes, authenticate, allowanceOf, barrier, crossOrigin, observe, clock, random, log } = ports;
  const find = router(routes);
  const { patience, admit } = admission(ports);
  const unanswered = new WeakMap<Duplex, Set<ServerResponse>>();
  const broken = new WeakSet<Duplex>();
  let isClosing = false;

  return {
    async answer({ request, response, refusal }) {
      const startedMs = clock.monotonic();
      const elapsedMs = () => Math.round((clock.monotonic() - startedMs) * 1_000) / 1_000;
      const waiting = waitingOn(request.socket).add(response);
      const head = headOf(request);
      const requestId = requestIdOf(head, random);
      const traceparent = traceparentOf(head);
      const found = find(head);
      const operation = found.kind === 'route' ? found.operation : undefined;
      const operationId = operation?.operationId;

      const unframed = refuseFraming(request, head);
      const settled = refusal ?? unframed ?? found;
      const call = { requestId, ...(traceparent && { traceparent }), deadlineMs: startedMs + ANSWER_MS_MAX, log };
      const answer = settled.kind === 'route' ? await run(settled, { request, response, head, call }) : settled;
      if (answer.kind === 'aborted') {
        log.info('request aborted', { operationId, requestId, ms: elapsedMs() });
        return;
      }

      const context = { operation, requestId, traceparent, head: head.method === 'HEAD' };
      const written = answer.kind === 'page' ? await renderPage(answer, context) : render(answer, context);
      const rendered = crossOrigin ? crossOrigin(head, written) : written;
      const isLast = isClosing || unframed !== undefined || broken.has(request.socket);
      if (isLast || isLeftUnread(request, head)) {
        sendAndClose(request, response, rendered);
      } else {
        send(response, rendered);
        waiting.delete(response);
      }
      const { status } = rendered;
      const ms = elapsedMs();
      observe?.({ operation, status, ms });
      log.info('request', { operationId, requestId, status, ms });
    },

    closeAfterAnswers(socket) {
      // The request that is not complete is the one that cannot be read; every other is still to be answered.
      const isAwaited = [...waitingOn(socket)].some(({ req, headersSent }) => req.complete || headersSent);
      if (isAwaited) broken.add(socket);
      return isAwaited;
    },

    closeConnections() {
      isClosing = true;
    },
  };

  async function run(
    { operation, serve }: Route,
    { request, response, head, call }: Running,
  ): Promise<Answer | Aborted> {
    try {
      const principal = operation.scope === 'none' ? ANONYMOUS : await authenticate(head);
      const refused = refuseHead(operation, head, principal);
      if (refused || !principal) return refused ?? problem('unauthorized');

      const pause = patience(request.socket);
      if (pause) await pause;
      const allowance = operation.scope === 'none' ? undefined : await allowanceOf(principal);
      const admitted = admit({ operation, allowance, connection: request.socket });
      if (admitted.kind === 'problem') return admitted;
      for (const [name, value] of Object.entries(admitted.fields ?? {})) response.setHeader(name, value);
      try {
        return await take({ operation, serve, request, response, head, call: { ...call, principal } });
      } finally {
        admitted.leave();
      }
    } catch (error) {
      return failed(error, { operation, ...call });
    }
  }

  async function take({ operation, serve, request, response, head, call }: Taken): Promise<Answer | Aborted> {
    if (head.headers.has('expect')) response.writeContinue();
    const body = await readBody(request, head, bodyBytesMaxOf(operation));
    if (body.kind !== 'body') return body;
    const read = readInput(operation, head, body.bytes);
    if (read.kind === 'problem') return read;
    return revalidated(await durable(serve(read.input, call), barrier), operation, head);
  }

  function waitingOn(socket: Duplex): Set<ServerResponse> {
    let waiting = unanswered.get(socket);
    if (!waiting) {
      waiting = new Set();
      unanswered.set(socket, waiting);
    }
    return waiting;
  }
}

interface Running extends Pick<Exchange, 'request' | 'response'> {
  readonly head: RequestHead;
  readonly call: Omit<Call, 'principal'>;
}

/** A request that was admitted: its body is worth reading. */
interface Taken extends Omit<Running, 'call'>, Omit<Route, 'kind'> {
  readonly call: Call;
}
