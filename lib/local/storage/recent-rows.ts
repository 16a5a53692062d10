/**
 * What stands in a table under the keys that were read or written lately, and under which of them nothing does. Nobody
 * else writes to the table, so what is remembered is true. Two halves take turns: when the young one is full, the old one
 * is forgotten, and with it what nobody has asked for since.
 */
export interface RecentRows {
  /** The row's text, null where there is none; undefined where it is not remembered. */
  get(name: string): string | null | undefined;
  set(name: string, item: string | null): void;
  /** Somebody has written past this memory. */
  forget(name: string): void;
}

/** Names and texts together have at most so many characters, each entry counting a little more than what it holds. */
export function recentRows(charactersMax: number): RecentRows {
  let young = new Map<string, string | null>();
  let old = new Map<string, string | null>();
  let characters = 0;

  return {
    get(name) {
      const known = young.get(name);
      if (known !== undefined) return known;
      const aging = old.get(name);
      if (aging !== undefined) set(name, aging);
      return aging;
    },
    set,
    forget(name) {
      young.delete(name);
      old.delete(name);
    },
  };

  function set(name: string, item: string | null): void {
    characters += ENTRY_CHARACTERS + name.length + (item?.length ?? 0);
    if (characters > charactersMax / 2) {
      old = young;
      young = new Map();
      characters = 0;
    }
    young.set(name, item);
  }
}

/** About what a map takes for an entry, however short. */
const ENTRY_CHARACTERS = 50;
