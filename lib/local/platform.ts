import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random, Timers } from '#platform/platform.ts';

/** This process's own clock, randomness and timers: the embedded binding of what cannot be asked of a table or queue. */
export const clock: Clock = {
  now: () => Date.now(),
  // The same in all threads of the process, where `performance.now` counts from the start of each.
  monotonic() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000 + nanoseconds / 1_000_000;
  },
};

export const random: Random = {
  fraction: () => Math.random(),
  uuid: () => randomUUID(),
};

export const timers: Timers = {
  // No timer keeps a process alive that has nothing else to do.
  sleep: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
};
