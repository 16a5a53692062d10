import type { RowKey, Rows } from '../items/rows.ts';
import { compareStrings } from '../items/values.ts';

export interface LayoutsOptions {
  readonly name: string;
  /** Beginnings of the partition keys that are only looked up. */
  readonly lookups: readonly string[] | undefined;
  readonly open: (table: string, layout: 'lookups' | 'ranges') => Rows;
}

/** Where the rows of a table of this name are in the file. */
export function rowsInLayouts({ name, lookups, open }: LayoutsOptions): Rows {
  const ranges = open(`table_${name}`, 'ranges');
  if (!lookups) return ranges;
  return dividedRows({ prefixes: lookups, lookups: open(`lookup_${name}`, 'lookups'), ranges });
}

interface DividedRowsOptions {
  /** Beginnings of partition keys. */
  readonly prefixes: readonly string[];
  /** Where the rows of partitions that begin so are. */
  readonly lookups: Rows;
  readonly ranges: Rows;
}

/** The rows of one table in two layouts: each partition lies wholly in one of them, as its key says. */
function dividedRows({ prefixes, lookups, ranges }: DividedRowsOptions): Rows {
  const of = (pk: string) => (prefixes.some((prefix) => pk.startsWith(prefix)) ? lookups : ranges);

  return {
    get: (pk, sk) => of(pk).get(pk, sk),
    put: (pk, sk, item) => of(pk).put(pk, sk, item),
    delete: (pk, sk) => of(pk).delete(pk, sk),
    range: (range) => of(range.pk).range(range),
    putAll(rows) {
      const { lookup = [], range = [] } = Object.groupBy(rows, ({ pk }) => (of(pk) === lookups ? 'lookup' : 'range'));
      return new Map([...lookups.putAll(lookup), ...ranges.putAll(range)]);
    },
    after(key, limit) {
      const ranged = ranges.after(key, limit);
      const [last, first] = [ranged[limit - 1], lookups.after(key, 1)[0]];
      // A scan that is among the ranges does not read the lookups for every page of theirs.
      if (last && first && byKey(last, first) < 0) return ranged;
      const both = [...lookups.after(key, limit), ...ranged];
      return both.sort(byKey).slice(0, limit);
    },
  };
}

function byKey(a: RowKey, b: RowKey): number {
  return compareStrings(a.pk, b.pk) || compareStrings(a.sk, b.sk);
}
