/**
 * A place where answers are remembered for a while. It makes reads quicker and nothing else: whatever goes wrong is a
 * miss, no method ever rejects, and none takes longer than {@link CACHE_MS_MAX}. Only what can be read again from
 * a table and is nobody's secret belongs in it: never a balance, never a record of idempotency.
 */
export interface Cache {
  /** What was remembered under this key. It may be anything at all: check it before believing it. */
  get(key: string): Promise<string | undefined>;
  /** Remembers a text of at most {@link CACHED_CHARACTERS_MAX} for so many milliseconds, or does not. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
}

/** Longer than a cache in the same zone ever takes (1 ms), and as long as the table itself takes on a bad day. */
export const CACHE_MS_MAX = 50;

/** Twice the largest body that an operation takes to be read again, 64 KiB, for its quotes are escaped. */
export const CACHED_CHARACTERS_MAX = 128 * 1024;
