import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { created, ok } from '#platform/answer.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import type { Call } from '#platform/call.ts';
import { StoreUnavailable } from '#platform/items.ts';
import type { Operation, Serve } from '#platform/operation.ts';

const GetThing = {
  operationId: 'getThing',
  summary: '',
  method: 'GET',
  path: '/things/{thingID}',
  scope: 'rides:read',
  dialect: 'liftline',
  params: z.object({ thingID: z.string() }),
  query: z.object({ tag: z.array(z.string()).optional() }),
  answers: { 200: z.unknown() },
  problems: [],
} as const satisfies Operation;

const PostThing = {
  ...GetThing,
  method: 'POST',
  query: undefined,
  body: z.strictObject({ name: z.string() }),
} as const satisfies Operation;

describe('an operation behind the REST API', () => {
  it('reads path, repeated query parameters and headers of any case from the event', async () => {
    const answer = await invoke(
      GetThing,
      async ({ params, query }, call) => ok({ params, query, call: call.requestId }),
      {
        multiValueQueryStringParameters: { tag: ['a b', 'ü&='] },
        multiValueHeaders: { 'X-REQUEST-ID': ['req-1'] },
      },
    );

    expect(answer).toMatchObject({ statusCode: 200, headers: { 'x-request-id': 'req-1' } });
    expect(JSON.parse(answer.body)).toEqual({
      params: { thingID: '7' },
      query: { tag: ['a b', 'ü&='] },
      call: 'req-1',
    });
  });

  it('tells pages of the origins in its environment that they may look, and no others', async () => {
    vi.stubEnv('ALLOWED_ORIGINS', 'https://app.example.com https://desk.example.com');
    onTestFinished(() => void vi.unstubAllEnvs());
    const answerTo = (origin: string) =>
      invoke(GetThing, async () => ok({}), { multiValueHeaders: { Origin: [origin] } });

    const [allowed, other] = [await answerTo('https://desk.example.com'), await answerTo('https://shop.example')];

    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://desk.example.com',
      vary: 'Origin',
    });
    expect(other.headers).toMatchObject({ vary: 'Origin' });
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('reads a body, also one in base64', async () => {
    const body = Buffer.from('{"name":"ü"}').toString('base64');
    const event = {
      httpMethod: 'POST',
      body,
      isBase64Encoded: true,
      multiValueHeaders: { 'Content-Type': ['application/json'] },
    };

    const answer = await invoke(PostThing, async (input) => created(input.body), event);

    expect(answer).toMatchObject({ statusCode: 201, body: '{"name":"ü"}' });
  });

  it('answers HEAD as GET without the body', async () => {
    const answer = await invoke(GetThing, async () => ok({ a: 1 }), { httpMethod: 'HEAD' });

    expect(answer).toMatchObject({ statusCode: 200, body: '', headers: { 'content-length': '7' } });
  });

  it.each(['/dev/things/7/', '/dev/things//7', '/dev/things/7;x', '/dev/things/%2e%2e'])(
    'answers 404 for %s',
    async (path) => {
      const answer = await invoke(GetThing, async () => ok({}), { context: { path } });

      expect(answer.statusCode).toBe(404);
    },
  );

  it('hands the caller to the operation, and asks for the scope of the contract', async () => {
    const caller = async (_: unknown, { principal }: Call) => ok(principal.sub);

    const allowed = await invoke(GetThing, caller);
    const refused = await invoke(GetThing, caller, {
      context: { authorizer: { sub: 'gate', scopes: 'rides:write', exp: FAR } },
    });

    expect(allowed).toMatchObject({ statusCode: 200, body: '"gate"' });
    expect(refused).toMatchObject({ statusCode: 403 });
  });

  it('answers 401 once the token has ended, though the gateway still remembers its authorizer', async () => {
    const answer = await invoke(GetThing, async () => ok({}), {
      context: { authorizer: { sub: 'gate', scopes: 'rides:read', exp: '1' } },
    });

    expect(answer.statusCode).toBe(401);
  });

  it.each([
    [new StoreUnavailable('no capacity'), 503, 'unavailable'],
    [new TypeError('a defect'), 500, 'internal_error'],
  ])('answers %s with %i, and nothing of its cause', async (thrown, statusCode, code) => {
    const answer = await invoke(GetThing, async () => Promise.reject(thrown));

    expect(answer.statusCode).toBe(statusCode);
    expect(JSON.parse(answer.body)).toMatchObject({ code });
    expect(answer.body).not.toContain(thrown.message);
  });

  it('gives the operation a deadline before the one of Lambda', async () => {
    const before = performance.now();

    const answer = await invoke(GetThing, async (_, { deadlineMs }) => ok(deadlineMs));

    expect(Number(answer.body)).toBeGreaterThan(before);
    expect(Number(answer.body)).toBeLessThan(performance.now() + 10_000);
  });
});

/** The end of a token, in seconds, in the year 2100. */
const FAR = '4102444800';

interface Sent extends Partial<APIGatewayProxyEvent> {
  readonly context?: object;
}

async function invoke<O extends Operation>(operation: O, serve: Serve<O>, { context, ...event }: Sent = {}) {
  const handler = httpHandler(operation, () => serve);
  const proxied = {
    httpMethod: 'GET',
    body: null,
    isBase64Encoded: false,
    multiValueHeaders: {},
    multiValueQueryStringParameters: null,
    ...event,
    requestContext: {
      stage: 'dev',
      path: '/dev/things/7',
      authorizer: { sub: 'gate', scopes: 'rides:read rides:write', exp: FAR },
      ...context,
    },
  } as unknown as APIGatewayProxyEvent;
  return handler(proxied, { getRemainingTimeInMillis: () => 10_000 } as Context);
}
