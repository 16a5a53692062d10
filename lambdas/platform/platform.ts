import type { Cache } from './cache.ts';
import type { Items } from './items.ts';
import type { Metrics } from './metrics.ts';
import type { Queue } from './queue.ts';

/**
 * All of the world that an operation can reach, for the life of the process.
 * Three bindings stand behind it: AWS, the embedded cloud and the simulator.
 */
export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly items: Items;
  readonly queue: Queue;
  readonly cache: Cache;
  readonly metrics: Metrics;
}

export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. It may jump: nothing is ordered by it. */
  now(): number;
  /** Monotonic milliseconds, for durations and deadlines. */
  monotonic(): number;
}

export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** 128 random bits as a UUID (RFC 9562, version 4). */
  uuid(): string;
}

export interface Timers {
  sleep(milliseconds: number): Promise<void>;
}
