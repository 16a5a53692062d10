import * as z from 'zod';
import { CACHED_CHARACTERS_MAX } from './cache.ts';
import { StoreUnavailable } from './items.ts';
import type { Platform } from './platform.ts';

/** Values by number, each read from its table at most now and then, and from the cache otherwise. */
export interface CacheAside<Value> {
  /** Rejects only as `load` does, and only where nothing is remembered that may still be answered. */
  get(id: number): Promise<Remembered<Value>>;
  /** Remembers what has just been written, in place of what was read before. */
  put(id: number, value: Value): Promise<void>;
}

export interface Remembered<Value> {
  readonly value: Value;
  /** When it was read from the table, milliseconds since 1970 UTC. */
  readonly loadedAt: number;
}

export interface CacheAsideOptions<Value> {
  /** What kind of value, and in which form: another form takes another name, for two builds share one cache. */
  readonly name: `${string}:${number}`;
  /** What is believed of what the cache holds; anything else is a miss. */
  readonly schema: z.ZodType<Value>;
  readonly load: (id: number) => Promise<Value>;
  readonly times: (value: Value, loadedAt: number) => Lifetimes;
  /** What a load is counted as. */
  readonly loadedAs: string;
}

/** Milliseconds from when a value was loaded. */
export interface Lifetimes {
  /** From here on the table is asked again, and the value answered only if the table does not answer. */
  readonly softMs: number;
  /** From here on it is never answered. */
  readonly hardMs: number;
}

type Ports = Pick<Platform, 'cache' | 'clock' | 'random' | 'metrics'>;

/**
 * Cache-aside. In one process a key is asked for once at a time, however many wait for it. Between processes the last
 * fifth of the soft lifetime does it: the nearer its end, the likelier a read asks the table early, so that one does
 * while the others are still served (Vattani et al., "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
 *
 * Nobody waits for a value to be remembered: it is derived, and its loss is a miss.
 */
export function cacheAside<Value>(
  { name, schema, load, times, loadedAs }: CacheAsideOptions<Value>,
  { cache, clock, random, metrics }: Ports,
): CacheAside<Value> {
  const Entry = z.strictObject({ id: z.int(), loadedAt: z.int(), value: schema });
  const flights = new Map<number, Promise<Remembered<Value>>>();

  return {
    get(id) {
      const flying = flights.get(id);
      if (flying) return flying;
      const flight: Promise<Remembered<Value>> = read(id, () => flights.get(id) === flight).finally(() => {
        if (flights.get(id) === flight) flights.delete(id);
      });
      flights.set(id, flight);
      return flight;
    },

    async put(id, value) {
      // Whoever is reading now may have read what this replaces.
      flights.delete(id);
      await remember(id, { value, loadedAt: clock.now() });
    },
  };

  async function read(id: number, isLatest: () => boolean): Promise<Remembered<Value>> {
    const known = entryIn(await cache.get(keyOf(id)), id);
    if (known && !isDue(known)) return known;

    try {
      const loadedAt = clock.now();
      const loaded = { value: await load(id), loadedAt };
      metrics.count(loadedAs, 1);
      if (isLatest()) void remember(id, loaded);
      return loaded;
    } catch (error) {
      if (known && isAlive(known) && error instanceof StoreUnavailable) return known;
      throw error;
    }
  }

  async function remember(id: number, { value, loadedAt }: Remembered<Value>): Promise<void> {
    const leftMs = loadedAt + times(value, loadedAt).hardMs - clock.now();
    const text = JSON.stringify({ id, loadedAt, value });
    if (leftMs > 0 && text.length <= CACHED_CHARACTERS_MAX) await cache.set(keyOf(id), text, leftMs);
  }

  /** No text of a client's is ever in a key. */
  function keyOf(id: number): string {
    return `${name}:${id}`;
  }

  /** How long an entry lives follows from what it holds, so that no entry can say it of itself. */
  function entryIn(text: string | undefined, id: number): Remembered<Value> | undefined {
    if (text === undefined || text.length > CACHED_CHARACTERS_MAX) return undefined;
    const read = Entry.safeParse(jsonIn(text));
    if (!read.success || read.data.id !== id) return undefined;
    const { value, loadedAt } = read.data;
    return isAlive({ value, loadedAt }) ? { value, loadedAt } : undefined;
  }

  function isAlive({ value, loadedAt }: Remembered<Value>): boolean {
    const ageMs = clock.now() - loadedAt;
    return ageMs > -SKEW_MS_MAX && ageMs < times(value, loadedAt).hardMs;
  }

  function isDue({ value, loadedAt }: Remembered<Value>): boolean {
    const earlier = 1 - EARLY_SHARE * random.fraction();
    return clock.now() - loadedAt >= times(value, loadedAt).softMs * earlier;
  }
}

/** The share of the soft lifetime in which a read may ask early. */
const EARLY_SHARE = 0.2;

/** AWS keeps the clocks of its hosts within milliseconds; an entry from further in the future is no entry of ours. */
const SKEW_MS_MAX = 1_000;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
