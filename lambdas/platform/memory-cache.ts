import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.ts';
import type { Clock } from './platform.ts';

/** A cache in this process: what was used longest ago makes room. One process does not see what another remembers. */
export function memoryCache({ clock }: { clock: Pick<Clock, 'monotonic'> }): Cache {
  const remembered = new LRUCache<string, string>({
    maxSize: MEMORY_BYTES_MAX,
    // A text takes two bytes a character at the most, and an entry some hundred beside it.
    sizeCalculation: (value, key) => 2 * (value.length + key.length) + 100,
    perf: { now: clock.monotonic },
    // Asked each time: otherwise it would be asked once a millisecond, by a timer of the process.
    ttlResolution: 0,
  });

  return {
    get: async (key) => remembered.get(key),
    async set(key, value, ttlMs) {
      remembered.set(key, value, { ttl: Math.max(1, Math.floor(ttlMs)) });
    },
  };
}

/** Some 500 resorts with 30 KiB each, of the 512 MB of a function. */
const MEMORY_BYTES_MAX = 16 * 1024 * 1024;
