/**
 * The rows of some keys as they were last read or written, and that others are absent: an operation reads an item and then
 * writes it under a condition, which reads it again. Bounded by two generations: what nobody asks for while the young one
 * fills is forgotten with the old one.
 */
export interface RecentRows {
  /** What is known of a row: its text, or `undefined` in it where there is none. */
  find(name: string): Known | undefined;
  set(name: string, item: string | undefined): void;
  clear(): void;
}

interface Known {
  readonly item: string | undefined;
}

export function recentRows(): RecentRows {
  let young = new Map<string, Known>();
  let old = new Map<string, Known>();

  return {
    find: (name) => young.get(name) ?? old.get(name),
    set(name, item) {
      if (young.size >= GENERATION_ROWS) {
        old = young;
        young = new Map();
      }
      // A long one is not kept, nor what was known before.
      if (item !== undefined && item.length > ITEM_LENGTH_MAX) forget(name);
      else young.set(name, { item });
    },
    clear() {
      young.clear();
      old.clear();
    },
  };

  function forget(name: string): void {
    young.delete(name);
    old.delete(name);
  }
}

/** Two generations of 2,000 rows of at most 4,096 characters: 16 MiB a table at worst, and commonly 2. */
const GENERATION_ROWS = 2_000;
const ITEM_LENGTH_MAX = 4_096;
