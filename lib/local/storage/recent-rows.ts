/**
 * The rows of some keys as they were last read or written, and that others are absent: an operation reads an item and then
 * writes it under a condition, which reads it again; a guest looks at an account again and again. Bounded by two
 * generations: what nobody asks for while the young one fills is forgotten with the old one.
 */
export interface RecentRows {
  /** What is known of a row: its text, or `undefined` in it where there is none. */
  find(name: string): Known | undefined;
  /** `stamp`: whatever says later whether it still holds. */
  set(name: string, item: string | undefined, stamp?: number): void;
  forget(name: string): void;
  clear(): void;
}

interface Known {
  readonly item: string | undefined;
  readonly stamp: number;
}

/** The length of a key first, so that no two keys share a name whatever they contain. */
export function nameOf(pk: string, sk: string): string {
  return `${pk.length}:${pk}${sk}`;
}

export function recentRows(): RecentRows {
  let young = new Map<string, Known>();
  let old = new Map<string, Known>();
  let length = 0;

  return {
    find: (name) => young.get(name) ?? old.get(name),
    set(name, item, stamp = 0) {
      if (item !== undefined && item.length > ITEM_LENGTH_MAX) {
        this.forget(name);
        return;
      }
      if (length >= GENERATION_LENGTH) {
        old = young;
        young = new Map();
        length = 0;
      }
      const known = { item, stamp };
      length += lengthOf(name, known) - lengthOf(name, young.get(name));
      young.set(name, known);
    },
    forget(name) {
      length -= lengthOf(name, young.get(name));
      young.delete(name);
      old.delete(name);
    },
    clear() {
      young.clear();
      old.clear();
      length = 0;
    },
  };
}

function lengthOf(name: string, known: Known | undefined): number {
  return known ? ROW_LENGTH + name.length + (known.item?.length ?? 0) : 0;
}

/**
 * Two generations of 8 Mi characters are 16 MiB a table, or twice that where they are not Latin: 10,000 accounts and the
 * hundred shards that they pay to.
 */
const GENERATION_LENGTH = 8 * 1024 * 1024;
/** What the entry of a map takes beside its texts, about. */
const ROW_LENGTH = 100;
/** A longer one is not kept. */
const ITEM_LENGTH_MAX = 4_096;
