import type { Bound, Row, RowKey, Rows } from '../../lib/local/items/rows.ts';

/** The rows of one table in memory: kept in the order of their UTF-8 bytes, searched from end to end. */
export function memoryRows(): Rows {
  let rows: Row[] = [];

  return {
    get: (pk, sk) => rows.find((row) => row.pk === pk && row.sk === sk)?.item,
    put(pk, sk, item) {
      rows = [...others({ pk, sk }), { pk, sk, item }].sort(compareKeys);
    },
    putAll(given) {
      const replaced = given.map((row): [Row, string | undefined] => [row, this.get(row.pk, row.sk)]);
      for (const { pk, sk, item } of given) this.put(pk, sk, item);
      return new Map(replaced.filter((pair): pair is [Row, string] => pair[1] !== undefined));
    },
    delete(pk, sk) {
      rows = others({ pk, sk });
    },
    range({ pk, from, to, descending = false, limit }) {
      const within = rows.filter((row) => row.pk === pk && isAbove(row.sk, from) && isBelow(row.sk, to));
      return (descending ? within.reverse() : within).slice(0, limit);
    },
    after: (key, limit) => rows.filter((row) => !key || compareKeys(row, key) > 0).slice(0, limit),
  };

  function others({ pk, sk }: RowKey): Row[] {
    return rows.filter((row) => row.pk !== pk || row.sk !== sk);
  }
}

function compareKeys(a: RowKey, b: RowKey): number {
  return compareBytes(a.pk, b.pk) || compareBytes(a.sk, b.sk);
}

function isAbove(sk: string, bound: Bound | undefined): boolean {
  return !bound || compareBytes(sk, bound.sk) > (bound.inclusive ? -1 : 0);
}

function isBelow(sk: string, bound: Bound | undefined): boolean {
  return !bound || compareBytes(sk, bound.sk) < (bound.inclusive ? 1 : 0);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
