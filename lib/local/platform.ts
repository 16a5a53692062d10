import { randomUUID } from 'node:crypto';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Clock, Random, Timers } from '#platform/platform.ts';

/** This process's own clock, randomness and timers: the embedded binding of what cannot be asked of a table or queue. */
export const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export const random: Random = {
  fraction: () => Math.random(),
  uuid: () => randomUUID(),
};

export interface LocalTimers extends Timers {
  /** Resolves in the next turn of the event loop, after what is waiting in the sockets has been read. */
  turn(): Promise<void>;
}

export const timers: LocalTimers = {
  // No timer keeps a process alive that has nothing else to do.
  sleep: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
  turn: () => turn(),
};
