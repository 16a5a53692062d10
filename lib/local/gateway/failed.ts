import type { Call } from '#platform/call.ts';
import { causeOf, problemOf } from '#platform/failure.ts';
import type { Operation } from '#platform/operation.ts';
import type { Problem } from '#platform/problem.ts';

export interface Failing extends Pick<Call, 'requestId' | 'log'> {
  readonly operation: Operation;
}

/** An operation has thrown: logs why, under its request, and answers what its client is told. */
export function failed(error: unknown, { operation, requestId, log }: Failing): Problem {
  log.error('request failed', { operationId: operation.operationId, requestId, cause: causeOf(error) });
  return problemOf(error, operation);
}
