import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { causeOf } from '#platform/failure.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { type ExchangePorts, exchanges } from './exchange.ts';
import { closed, LISTENERS, listenTogether, portOfOurOwn } from './listeners.ts';
import { answerUnreadable, codeOfClientError } from './socket-problem.ts';
import { tallyIn, tallyMemory } from './tally.ts';

export interface GatewayOptions extends ExchangePorts {
  /** 0 takes a free one. */
  readonly port: number;
  /** Other threads listen there, too: that the port is ours has been seen to. @default false */
  readonly sharesPort?: boolean;
  /** How many sockets listen, which is this gateway's share of the connections. @default {@link LISTENERS} */
  readonly listeners?: number | undefined;
  /** How long a client may take to send; then it is answered 408 and its connection closed. @default {@link DEADLINES} */
  readonly deadlines?: Deadlines;
}

export interface Gateway {
  readonly port: number;
  /** Takes no more connections, answers what is in flight, and resolves when the last connection is closed. */
  close(): Promise<void>;
}

interface Deadlines {
  readonly headMs: number;
  /** Head and body together. */
  readonly requestMs: number;
  /** How often the connections are looked through for late ones. */
  readonly checkMs: number;
}

/** The largest body, 256 KiB, in 20 s is 13 KB/s: a gate on a poor mobile line keeps up. */
const DEADLINES: Deadlines = { headMs: 10_000, requestMs: 20_000, checkMs: 1_000 };

/** An idle connection is kept longer than the minute after which usual clients and proxies drop it, so that they do it. */
const KEEP_ALIVE_MS = 65_000;

/** Request line and headers together; what API Gateway takes is a little less (10,240 bytes). */
const HEAD_BYTES_MAX = 16 * 1024;

/** 2,048 × (16 KiB of head + 256 KiB of body) is 544 MiB at the very worst. */
const CONNECTIONS_MAX = 2_048;

/** A client that was just answered has sent its next request within this; closed earlier, it would be reset. */
const LAST_REQUESTS_MS = 100;

/** What is still in flight after this is cut off when the gateway closes. */
const CLOSE_MS_MAX = 5_000;

/** The embedded API Gateway, on loopback only: it routes, authenticates, bounds and answers. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { deadlines = DEADLINES, tally = tallyIn(tallyMemory()), listeners = LISTENERS, ...ports } = options;
  const { answer, closeAfterAnswers, closeConnections } = exchanges({ ...ports, tally });
  const servers = Array.from({ length: listeners }, open);
  const port = options.sharesPort ? options.port : await portOfOurOwn(options.port);
  await listenTogether(servers, { port, backlog: CONNECTIONS_MAX });

  return {
    port,
    async close() {
      closeConnections();
      // What is on its way when the process is told to stop is still read and answered, with "Connection: close".
      await new Promise((resolve) => setTimeout(resolve, LAST_REQUESTS_MS));
      const cut = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, CLOSE_MS_MAX);
      await Promise.all(servers.map(closed));
      clearTimeout(cut);
    },
  };

  function open(): Server {
    const server = createServer({
      headersTimeout: deadlines.headMs,
      requestTimeout: deadlines.requestMs,
      connectionsCheckingInterval: deadlines.checkMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: HEAD_BYTES_MAX,
      // A read has no body, and so no stream that would have to end; before Node.js 24.12 this says nothing.
      optimizeEmptyRequests: true,
      // Refused as a problem together with the other faults of framing, not by Node's bare 400.
      requireHostHeader: false,
    });
    // Their bytes are bounded; Node would silently drop the headers beyond a count.
    server.maxHeadersCount = 0;

    server.on('connection', count);
    server.on('request', exchange);
    // Listened to so that the body is asked for (100 Continue) only once the head has been accepted.
    server.on('checkContinue', exchange);
    server.on('checkExpectation', (request, response) => exchange(request, response, problem('expectation_failed')));
    // Nobody listens to `upgrade`: Node then answers as if it had not been offered (RFC 9110 §7.8), which the clients of
    // the Ski Data API need, because they offer h2c with every request.
    server.on('clientError', (error, socket) => {
      if (!closeAfterAnswers(socket)) answerUnreadable({ ...ports, socket, code: codeOfClientError(error) });
    });
    server.on('connect', (_request, socket) => answerUnreadable({ ...ports, socket, code: 'bad_request' }));
    return server;
  }

  /** Over all servers; Node's own bound is for each. */
  function count(socket: Socket): void {
    if (tally.enter('connections', CONNECTIONS_MAX)) socket.once('close', () => tally.leave('connections'));
    else socket.destroy();
  }

  function exchange(request: IncomingMessage, response: ServerResponse, refusal?: Problem): void {
    answer({ request, response, ...(refusal && { refusal }) }).catch((error) => {
      ports.log.error('answer not sent', { cause: causeOf(error) });
      request.destroy();
    });
  }
}
