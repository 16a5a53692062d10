import { expect, test } from 'vitest';
import { created } from '#platform/answer.ts';
import type { Call } from '#platform/call.ts';
import { StoreUnavailable } from '#platform/items.ts';
import { operations } from '../../lambdas/accounts/contract.ts';
import type { Route } from '../../lib/local/gateway/router.ts';
import { mainMethods } from '../../lib/local/threads/main-methods.ts';
import type { Served } from '../../lib/local/watch/latencies.ts';
import { fakeLog } from '../fakes/log.ts';

const operation = operations.CreateDeposit;
const { operationId } = operation;
const call = { requestId: 'request-1', deadlineMs: 0 };
const input = { plain: { params: {}, query: undefined, body: {} } };
const asked = { operationId, input, call, principal: { sub: 'till', scopes: 'accounts:till accounts:read' } };

test('an operation is answered after the commit of what it did', async () => {
  const commit = Promise.withResolvers<void>();
  const { serve } = methods({ serve: async () => created({ is: 'done' }), barrier: () => commit.promise });
  let isAnswered = false;

  const answering = serve(asked).finally(() => {
    isAnswered = true;
  });
  await new Promise(setImmediate);
  const before = isAnswered;
  commit.resolve();

  expect(before).toBe(false);
  expect(await answering).toMatchObject({ status: 201 });
});

test('an operation is told who calls as if it had come here', async () => {
  const told: Call[] = [];
  const { serve } = methods({
    serve: async (_, call) => {
      told.push(call);
      return created();
    },
  });

  await serve(asked);

  expect(told).toMatchObject([{ requestId: 'request-1', principal: { sub: 'till' } }]);
  expect(told[0]?.principal.scopes).toEqual(new Set(['accounts:till', 'accounts:read']));
});

test('a commit that failed is told as unavailable', async () => {
  const { serve } = methods({ serve: async () => created(), barrier: () => Promise.reject(new Error('disk full')) });

  expect(await serve(asked)).toMatchObject({ code: 'unavailable' });
});

test('what an operation throws is logged under its request and told as a problem', async () => {
  const { serve, log } = methods({
    serve: async () => {
      throw new StoreUnavailable('The storage has failed.');
    },
  });

  expect(await serve(asked)).toMatchObject({ kind: 'problem', code: 'unavailable' });
  expect(log.lines).toMatchObject([{ message: 'request failed', fields: { operationId, requestId: 'request-1' } }]);
});

test('what was served elsewhere is observed under its operation', () => {
  const { observe, served } = methods({ serve: async () => created() });

  observe({ operationId, status: 201, ms: 3 });
  observe({ operationId: undefined, status: 404, ms: 1 });

  expect(served).toEqual([
    { operation, status: 201, ms: 3 },
    { operation: undefined, status: 404, ms: 1 },
  ]);
});

function methods({ serve, barrier = async () => undefined }: Pick<Route, 'serve'> & { barrier?: () => Promise<void> }) {
  const served: Served[] = [];
  const log = fakeLog();
  const made = mainMethods({
    routes: [{ kind: 'route', operation, serve }],
    verify: async () => undefined,
    allowanceOf: () => undefined,
    barrier,
    observe: (each) => void served.push(each),
    log,
  });
  return { ...made, served, log };
}
