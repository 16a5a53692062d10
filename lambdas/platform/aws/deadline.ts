import { AsyncLocalStorage } from 'node:async_hooks';

/** When the invocation in progress must have its answer, on the monotonic clock; no store carries it from hand to hand. */
const invocation = new AsyncLocalStorage<number>();

/** Left for rendering, logging and the way back after the last call to AWS. */
const MARGIN_MS = 500;

/** Runs an invocation that Lambda will kill after so many milliseconds; `work` is told the moment it has to be done by. */
export function withinInvocation<T>(remainingMs: number, work: (deadlineMs: number) => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + remainingMs - MARGIN_MS;
  return invocation.run(deadlineMs, () => work(deadlineMs));
}

/** Milliseconds until the invocation's deadline, 0 when it has passed. Outside of an invocation there is none to miss. */
export function remainingMs(): number {
  return Math.max(0, (invocation.getStore() ?? Number.POSITIVE_INFINITY) - performance.now());
}

/** Options for one call to AWS: given up, with its retries, at the deadline. */
export function withinDeadline(): { abortSignal?: AbortSignal } {
  const left = remainingMs();
  // A timeout takes whole milliseconds, and throws for a fraction.
  return Number.isFinite(left) ? { abortSignal: AbortSignal.timeout(Math.floor(left)) } : {};
}
