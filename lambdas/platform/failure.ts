import { StoreUnavailable, UnknownOutcome } from './items.ts';
import type { Operation } from './operation.ts';
import { type Problem, problem } from './problem.ts';
import { QueueUnavailable } from './queue.ts';

/** What a client is told when an operation throws: to try again where that is safe, else that the fault is ours. */
export function problemOf(error: unknown, { idempotency }: Pick<Operation, 'idempotency'>): Problem {
  const isOutage =
    error instanceof StoreUnavailable || error instanceof UnknownOutcome || error instanceof QueueUnavailable;
  if (!isOutage) return problem('internal_error');
  return idempotency ? problem('unavailable', { detail: SAME_KEY }) : problem('unavailable');
}

const SAME_KEY = 'Whether this was done is not known. Send it again with the same Idempotency-Key: it is done once.';

/** An exception as one field of a log: its stack, and below it those of its causes. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${causeOf(error.cause)}`;
}
