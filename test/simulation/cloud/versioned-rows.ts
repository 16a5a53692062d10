import type { Bound, Row, RowKey, Rows } from '../../../lib/local/items/rows.ts';
import { compareStrings } from '../../../lib/local/items/values.ts';

/** The rows of one table in memory, which remember what they were: a replica that lags reads them as of an earlier time. */
export interface VersionedRows extends Rows {
  /** What reads see from now on: the rows as of this moment, in virtual milliseconds; without one, the newest. */
  readAsOf(moment?: number): void;
  /** While it is dry, nothing that is written stays. */
  dry: boolean;
  /** From when on what is written now will be seen by reads. */
  visibleFrom: (key: RowKey) => number;
  /** Told of each row that is written; undefined for one that was deleted. */
  onWritten: (key: RowKey, item: string | undefined) => void;
}

interface Version {
  readonly from: number;
  readonly item: string | undefined;
}

interface VersionedRow {
  readonly sk: string;
  /** Oldest first. */
  readonly versions: Version[];
}

export function versionedRows(now: () => number): VersionedRows {
  const partitions = new Map<string, VersionedRow[]>();
  let asOf = Number.POSITIVE_INFINITY;

  const rows: VersionedRows = {
    dry: false,
    visibleFrom: now,
    onWritten: () => undefined,
    readAsOf(moment = Number.POSITIVE_INFINITY) {
      asOf = moment;
    },

    get(pk, sk) {
      const partition = partitions.get(pk);
      const row = partition?.[indexOf(partition, sk)];
      return row?.sk === sk ? seen(row) : undefined;
    },

    put: (pk, sk, item) => write({ pk, sk }, item),
    delete: (pk, sk) => write({ pk, sk }, undefined),

    putAll(given) {
      const before = new Map<Row, string>();
      for (const row of given) {
        const replaced = rows.get(row.pk, row.sk);
        if (replaced !== undefined) before.set(row, replaced);
        write(row, row.item);
      }
      return before;
    },

    range({ pk, from, to, descending = false, limit }) {
      const within: Row[] = [];
      for (const row of partitions.get(pk) ?? []) {
        const item = isAbove(row.sk, from) && isBelow(row.sk, to) ? seen(row) : undefined;
        if (item !== undefined) within.push({ pk, sk: row.sk, item });
      }
      if (descending) within.reverse();
      return within.length > limit ? within.slice(0, limit) : within;
    },

    after(key, limit) {
      const found: Row[] = [];
      for (const pk of [...partitions.keys()].sort(compareStrings)) {
        const order = key ? compareStrings(pk, key.pk) : 1;
        if (order < 0) continue;
        const from = order === 0 && key ? { from: { sk: key.sk, inclusive: false } } : {};
        found.push(...rows.range({ pk, ...from, limit: limit - found.length }));
        if (found.length >= limit) break;
      }
      return found;
    },
  };
  return rows;

  function seen({ versions }: VersionedRow): string | undefined {
    for (let index = versions.length - 1; index >= 0; index -= 1) {
      const version = versions[index] as Version;
      if (version.from <= asOf) return version.item;
    }
    return undefined;
  }

  function write(key: RowKey, item: string | undefined): void {
    if (rows.dry) return;
    const partition = partitions.get(key.pk) ?? [];
    if (partition.length === 0) partitions.set(key.pk, partition);
    const index = indexOf(partition, key.sk);
    const version = { from: rows.visibleFrom(key), item };
    const row = partition[index];
    if (row?.sk === key.sk) row.versions.push(version);
    else partition.splice(index, 0, { sk: key.sk, versions: [version] });
    rows.onWritten(key, item);
  }
}

/** Of the first row that does not come before this one. */
function indexOf(partition: readonly VersionedRow[], sk: string): number {
  let [low, high] = [0, partition.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareStrings((partition[middle] as VersionedRow).sk, sk) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isAbove(sk: string, bound: Bound | undefined): boolean {
  return !bound || compareStrings(sk, bound.sk) > (bound.inclusive ? -1 : 0);
}

function isBelow(sk: string, bound: Bound | undefined): boolean {
  return !bound || compareStrings(sk, bound.sk) < (bound.inclusive ? 1 : 0);
}
