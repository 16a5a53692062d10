import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { type Answer, created, ok } from '#platform/answer.ts';
import { type Principal, scopes } from '#platform/call.ts';
import { integerInPath } from '#platform/numbers.ts';
import type { Operation } from '#platform/operation.ts';
import { bearerToken } from '#platform/prelude.ts';
import { ProblemDocument, problem } from '#platform/problem.ts';
import { type GatewayOptions, startGateway } from '../../lib/local/gateway/gateway.ts';
import { fakeClock } from './clock.ts';
import { fakeLog } from './log.ts';

/** A service behind the gateway that keeps notes in memory; each of its parts can be replaced. */
export function fakeService(replaced: Partial<GatewayOptions> & { notes?: Map<number, string> } = {}) {
  const { notes = new Map<number, string>(), ...options } = replaced;
  let requests = 0;
  const log = fakeLog();
  const gateway: GatewayOptions = {
    routes: [
      { kind: 'route', operation: WriteNote, serve: async ({ params, body }) => write(params, body) },
      { kind: 'route', operation: ReadNote, serve: async ({ params }) => read(params) },
      { kind: 'route', operation: Ping, serve: async () => ok({ pong: true }) },
    ],
    authenticate: (head) => principals.get(bearerToken(head) ?? ''),
    allowanceOf: () => undefined,
    barrier: () => Promise.resolve(),
    clock: fakeClock(),
    random: {
      fraction: () => 0,
      uuid: () => {
        requests += 1;
        return `request-${requests}`;
      },
    },
    log,
    port: 0,
    ...options,
  };
  return { gateway, notes, log };

  function write(params: unknown, body: unknown): Answer {
    notes.set((params as { noteID: number }).noteID, (body as { text: string }).text);
    return created();
  }

  function read(params: unknown): Answer {
    const text = notes.get((params as { noteID: number }).noteID);
    return text === undefined ? problem('not_found') : ok({ text });
  }
}

const params = z.object({ noteID: integerInPath(1, 1_000) });

const WriteNote = {
  operationId: 'writeNote',
  summary: 'Write a note',
  method: 'POST',
  path: '/notes/{noteID}',
  scope: 'rides:write',
  dialect: 'liftline',
  params,
  body: z.strictObject({ text: z.string().max(100_000) }),
  bodyBytesMax: 64 * 1024,
  answers: { 201: null },
  problems: [],
} as const satisfies Operation;

const ReadNote = {
  operationId: 'readNote',
  summary: 'Read a note',
  method: 'GET',
  path: '/notes/{noteID}',
  scope: 'rides:read',
  dialect: 'ski-data-api',
  params,
  answers: { 200: z.object({ text: z.string() }) },
  problems: ['not_found'],
} as const satisfies Operation;

const Ping = {
  operationId: 'ping',
  summary: 'Answer',
  method: 'GET',
  path: '/ping',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: z.object({ pong: z.boolean() }) },
  problems: [],
} as const satisfies Operation;

const principals = new Map<string, Principal>([
  ['staff', { sub: 'staff', scopes: new Set(scopes) }],
  ['gate', { sub: 'gate', scopes: new Set(['rides:write'] as const) }],
]);

/** The same service behind a gateway of its own until the test ends, and a client that is signed in as staff. */
export async function startFakeService(replaced: Parameters<typeof fakeService>[0] = {}) {
  const service = fakeService(replaced);
  const gateway = await startGateway(service.gateway);
  onTestFinished(() => gateway.close());
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${gateway.port}${path}`, {
      ...init,
      headers: init.headers ?? { authorization: 'Bearer staff', 'content-type': 'application/json' },
    });
  return { ...service, gateway, port: gateway.port, call };
}

export const codeIn = async (response: Response) => ProblemDocument.parse(await response.json()).code;

/** Sends bytes as they are and collects what comes back until the server closes the connection. */
export async function sendRaw(port: number, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  // A reset after the answer is the server's right; what was received before it counts.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return Buffer.concat(received).toString();
}

/** The one problem in an answer as it came over the wire; throws where it is anything else. */
export function problemIn(answer: string): ProblemDocument {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const { status, ...rest } = ProblemDocument.strict().parse(JSON.parse(body));
  if (!head.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`The status line disagrees with the problem: ${head}`);
  if (!/^content-type: application\/problem\+json$/im.test(head)) throw new Error(`Not a problem: ${head}`);
  return { status, ...rest };
}
