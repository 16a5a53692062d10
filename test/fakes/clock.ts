import type { Clock } from '#platform/platform.ts';

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
}

export function fakeClock(startMs = Date.UTC(2026, 0, 15, 9)): FakeClock {
  let elapsed = 0;
  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    advance(milliseconds) {
      elapsed += milliseconds;
    },
  };
}
