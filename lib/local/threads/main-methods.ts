import type { Answer } from '#platform/answer.ts';
import type { Call } from '#platform/call.ts';
import type { Log } from '#platform/log.ts';
import type { Input, Operation } from '#platform/operation.ts';
import type { Verified } from '../gateway/authenticate.ts';
import { durable } from '../gateway/durable.ts';
import type { ExchangePorts } from '../gateway/exchange.ts';
import { failed } from '../gateway/failed.ts';
import type { Allowance, Limited } from '../gateway/rate-limits.ts';
import type { Route } from '../gateway/router.ts';
import type { Served } from '../watch/latencies.ts';
import { receivedPrincipal, type SentPrincipal } from './principals.ts';
import { received, type Sendable } from './spellings.ts';

/** What the main thread does for the gateways in other threads: everything that changes something, or is kept in memory. */
export type MainMethods = {
  /** Runs an operation to its durable answer. */
  serve(asked: Forwarded): Promise<Answer>;
  verify(token: string): Promise<Verified | undefined>;
  allowanceOf(principal: Limited): Allowance | undefined;
  observe(served: ServedElsewhere): void;
};

export interface Forwarded {
  readonly operationId: string;
  /** As the contract has read it. */
  readonly input: Sendable;
  readonly call: Omit<Call, 'log' | 'principal'>;
  readonly principal: SentPrincipal;
}

/** As {@link Served}, with what can be sent of the operation. */
export type ServedElsewhere = Omit<Served, 'operation'> & { readonly operationId: string | undefined };

export interface MainPorts {
  readonly routes: readonly Route[];
  readonly verify: MainMethods['verify'];
  readonly allowanceOf: MainMethods['allowanceOf'];
  readonly barrier: ExchangePorts['barrier'];
  readonly observe: (served: Served) => void;
  readonly log: Log;
}

export function mainMethods({ routes, verify, allowanceOf, barrier, observe, log }: MainPorts): MainMethods {
  const routeOf = new Map(routes.map((route) => [route.operation.operationId, route]));

  return {
    async serve({ operationId, input, call, principal }) {
      const { operation, serve } = routeOf.get(operationId) as Route;
      try {
        const calling = { ...call, principal: receivedPrincipal(principal), log };
        return await durable(serve(received(input) as Input<Operation>, calling), barrier);
      } catch (error) {
        return failed(error, { operation, requestId: call.requestId, log });
      }
    },
    verify,
    allowanceOf,
    observe: ({ operationId, ...served }) =>
      observe({ operation: routeOf.get(operationId ?? '')?.operation, ...served }),
  };
}
