import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { type Problem, problem } from '#platform/problem.ts';
import type { Allowance } from './rate-limits.ts';
import { type Tally, tallyIn, tallyMemory } from './tally.ts';

export interface AdmissionOptions extends Pick<Platform, 'clock' | 'random'> {
  /** How many requests of one scope are in hand at once. @default 200 */
  readonly inFlightMax?: number | undefined;
  /** Who is in hand. @default nobody but through here */
  readonly tally?: Tally | undefined;
}

/** Decides whether a request is taken, before a byte of its body is read. */
export interface Admission {
  /** How to let a connection wait that was told to and asks again all the same; undefined for any other. */
  patience(connection: object): Promise<void> | undefined;
  admit(asked: Asked): Admitted | Problem;
}

interface Asked {
  readonly operation: Operation;
  /** What the principal has left; undefined where nothing limits it. */
  readonly allowance: Allowance | undefined;
  readonly connection: object;
}

export interface Admitted {
  readonly kind: 'admitted';
  /** For whoever has a limit: what is left of it. */
  readonly fields?: Allowance['fields'];
  /** The request is answered: another may take its place. */
  readonly leave: () => void;
}

/**
 * At some 0.1 ms a request, what is in hand of one scope holds up the others for 20 ms; 200 × (16 KiB of head + 256 KiB of
 * body) are 53 MiB at the very worst. Ten scopes fill the 2,048 connections.
 */
const IN_FLIGHT_MAX = 200;

/** How long a connection is left waiting that asks again sooner than it was told; 2,048 of them ask 8,000 times a second. */
const PATIENCE_MS = 250;

/**
 * A compartment for each scope, beside the limits of each principal: a scope is what one kind of client may do, so gates that
 * all wake up at once fill the compartment of `rides:write` and leave those of the tills and phones as they are.
 */
export function admission(options: AdmissionOptions): Admission {
  const { inFlightMax = IN_FLIGHT_MAX, tally = tallyIn(tallyMemory()), clock, random } = options;
  const toldToWait = new WeakMap<object, number>();

  return {
    patience(connection) {
      const untilMs = toldToWait.get(connection);
      if (untilMs === undefined) return undefined;
      toldToWait.delete(connection);
      const leftMs = Math.min(untilMs - clock.monotonic(), PATIENCE_MS);
      return leftMs > 0 ? sleep(leftMs) : undefined;
    },

    admit({ operation: { scope }, allowance, connection }) {
      if (allowance && !allowance.isWithin) return wait(connection, allowance.retryAfterSeconds, allowance);

      // Between one and three seconds, drawn by lot, so that those who are sent away together do not return together.
      if (!tally.enter(scope, inFlightMax)) return wait(connection, 1 + Math.floor(random.fraction() * 3));
      return { kind: 'admitted', ...(allowance && { fields: allowance.fields }), leave: () => tally.leave(scope) };
    },
  };

  function wait(connection: object, seconds: number, allowance?: Allowance): Problem {
    toldToWait.set(connection, clock.monotonic() + seconds * 1_000);
    const headers = { 'retry-after': String(seconds), ...allowance?.fields };
    return allowance ? problem('too_many_requests', { headers }) : problem('unavailable', { headers });
  }
}
