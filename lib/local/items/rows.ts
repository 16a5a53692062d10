/**
 * The rows of one table, ordered by (pk, sk) in UTF-8 byte order. A table without sort key has sk ''. A value is the
 * JSON text of the item without its key. Everything is synchronous: it applies to memory (or an open transaction) at once.
 */
export interface Rows {
  get(pk: string, sk: string): string | undefined;
  put(pk: string, sk: string, item: string): void;
  /** Puts many rows with distinct keys and answers the items that were there before, which are taken to be few. */
  putAll(rows: readonly Row[]): ReadonlyMap<Row, string>;
  delete(pk: string, sk: string): void;
  /** Rows of one partition between two sort keys, ascending or descending, at most `limit`. */
  range(range: Range): Row[];
  /** Rows of the whole table after a key, for a scan. */
  after(key: RowKey | undefined, limit: number): Row[];
}

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

export interface Row extends RowKey {
  readonly item: string;
}

export interface Range {
  readonly pk: string;
  readonly from?: Bound;
  readonly to?: Bound;
  readonly descending?: boolean;
  readonly limit: number;
}

export interface Bound {
  readonly sk: string;
  readonly inclusive: boolean;
}
