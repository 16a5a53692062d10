import { type Action, type ReasonCode, StoreUnavailable, UnknownOutcome, type Written } from './items.ts';
import type { Platform } from './platform.ts';

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

/** Resolves when the write has happened, or was refused by its conditions and by nothing else. */
export type WriteCertainly = (actions: readonly Action[], deadlineMs: number) => Promise<Written>;

/**
 * Sends one and the same write until DynamoDB says what became of it. An unknown outcome, a conflict and a throttle say
 * nothing about the conditions, and are asked again: whichever attempt it was that wrote, the conditions of every other
 * one fail. Never compensates, and never gives up on a guess: at the deadline it throws what it knows, which is nothing.
 *
 * Correctness does not rest on `ClientRequestToken`, which guards ten minutes and is another one for each `send`.
 * (TransactWriteItems, "Idempotency".)
 */
export function certainWrites({ items, clock, random, timers, metrics }: Ports): WriteCertainly {
  return async (actions, deadlineMs) => {
    for (let attempt = 1; ; attempt += 1) {
      const written = await attempted(actions);
      if (written.kind === 'known') return written.written;

      // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").
      const pauseMs = random.fraction() * Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** attempt);
      if (clock.monotonic() + pauseMs + ATTEMPT_MS > deadlineMs) throw written.error;
      await timers.sleep(pauseMs);
    }
  };

  async function attempted(actions: readonly Action[]): Promise<Attempted> {
    try {
      const written = await items.write(actions);
      if (written.ok || written.reasons.every(({ code }) => saysSomething(code))) return { kind: 'known', written };
      metrics.count('WritesConflicted', 1);
      return { kind: 'unknown', error: new StoreUnavailable('Other writes were in the way until the deadline.') };
    } catch (error) {
      if (error instanceof UnknownOutcome) metrics.count('OutcomesUnknown', 1);
      else if (error instanceof StoreUnavailable) metrics.count('WritesThrottled', 1);
      else throw error;
      return { kind: 'unknown', error };
    }
  }
}

type Attempted =
  | { readonly kind: 'known'; readonly written: Written }
  | { readonly kind: 'unknown'; readonly error: Error };

/** Of several reasons one that speaks of the moment makes the others worthless: they may be different the next time. */
function saysSomething(code: ReasonCode): boolean {
  switch (code) {
    case 'None':
    case 'ConditionalCheckFailed':
      return true;
    case 'TransactionConflict':
    case 'ThrottlingError':
    case 'ProvisionedThroughputExceeded':
      return false;
    case 'ItemCollectionSizeLimitExceeded':
    case 'ValidationError':
      throw new Error(`DynamoDB refuses the write itself: ${code}.`);
  }
}

const PAUSE_MS = 10;
const PAUSE_MS_MAX = 500;
/** What a call to DynamoDB may take before the client gives it up: no attempt starts that could not end in time. */
const ATTEMPT_MS = 1_000;
