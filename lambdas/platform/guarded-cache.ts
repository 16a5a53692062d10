import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, type IBackoff } from 'cockatiel';
import { CACHE_MS_MAX, type Cache } from './cache.ts';
import type { Platform } from './platform.ts';

/** A cache behind a network: it may fail, and it may say nothing for as long as it likes. */
export interface RemoteCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Lets go of the connection, so that the next call opens another: this one has stopped answering. */
  reconnect(): void;
}

type Ports = Pick<Platform, 'clock' | 'timers' | 'metrics'>;

/**
 * Makes a cache of one that may fail: each call is waited for {@link CACHE_MS_MAX} and no longer, and after five failures
 * in a row none is made for a second. Then one is tried while the others go on without, and its success ends the rest.
 */
export function guardedCache(remote: RemoteCache, { clock, timers, metrics }: Ports): Cache {
  const breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(FAILURES_MAX),
    halfOpenAfter: { next: () => restOn(clock) },
  });
  breaker.onBreak(() => {
    metrics.count('CacheBreaks', 1);
    remote.reconnect();
  });

  return {
    get: (key) => tried(() => remote.get(key)),
    set: (key, value, ttlMs) => tried(() => remote.set(key, value, ttlMs)),
  };

  async function tried<T>(call: () => Promise<T>): Promise<T | undefined> {
    // The library would let the others wait for the one that is tried.
    if (breaker.state === CircuitState.HalfOpen) return undefined;
    try {
      return await breaker.execute(() => Promise.race([call(), late()]));
    } catch {
      // The breaker has counted it, and a miss is all that its caller needs to know.
      return undefined;
    }
  }

  async function late(): Promise<never> {
    await timers.sleep(CACHE_MS_MAX);
    throw new CacheTooLate(`The cache has not answered within ${CACHE_MS_MAX} ms`);
  }
}

class CacheTooLate extends Error {
  override readonly name = 'CacheTooLate';
}

/** Below the number of reads that come in while a failover lasts, above what an accident of the network costs. */
const FAILURES_MAX = 5;
const REST_MS = 1_000;

/**
 * The library compares the wall clock with a duration. The wall clock may jump, so the duration is either more than any
 * time or less than none, by the monotonic clock.
 */
function restOn(clock: Ports['clock']): IBackoff<unknown> {
  const overMs = clock.monotonic() + REST_MS;
  return {
    get duration() {
      return clock.monotonic() < overMs ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    },
    next: () => restOn(clock),
  };
}
