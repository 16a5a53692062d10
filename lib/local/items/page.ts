import type { Item } from '#platform/items.ts';
import { ValidationException } from './errors.ts';
import type { KeyRange } from './expression/key-condition.ts';
import { PAGE_BYTES_MAX } from './limits.ts';
import type { Row, RowKey } from './rows.ts';
import { compareStrings, sizeOfItem } from './values.ts';

/** Rows to read at once: most pages are shorter, and nobody reads far beyond what one page takes. */
const ROWS_AT_ONCE = 100;

interface RawPage {
  readonly items: Item[];
  readonly bytes: number;
  /** The last key read, when a limit ended the page: there may be nothing behind it, as on DynamoDB. */
  readonly last?: RowKey;
}

/**
 * Reads until the limit is reached, or the page holds 1 MB, or the rows end. "Paginating table query results",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export function readPage(
  { start, limit = Number.POSITIVE_INFINITY }: { start?: RowKey | undefined; limit?: number | undefined },
  read: (after: RowKey | undefined, limit: number) => Row[],
): RawPage {
  if (limit < 1 || (limit !== Number.POSITIVE_INFINITY && !Number.isInteger(limit))) {
    throw new ValidationException('Limit must be an integer of at least 1.');
  }
  const items: Item[] = [];
  let bytes = 0;
  let last = start;
  for (;;) {
    const count = Math.min(ROWS_AT_ONCE, limit - items.length);
    const rows = read(last, count);
    for (const row of rows) {
      const item = JSON.parse(row.item) as Item;
      items.push(item);
      bytes += sizeOfItem(item);
      last = row;
      if (items.length >= limit || bytes >= PAGE_BYTES_MAX) return { items, bytes, last };
    }
    if (rows.length < count) return { items, bytes };
  }
}

/** What is left of a range behind a key. */
export function behind(range: KeyRange, key: RowKey | undefined, descending: boolean): KeyRange {
  if (!key) return range;
  const bound = { sk: key.sk, inclusive: false };
  return descending ? { ...range, to: bound } : { ...range, from: bound };
}

/** A page cannot start at a key that its query would not read. */
export function refuseOutside({ pk, from, to }: KeyRange, start: RowKey): void {
  const low = from ? compareStrings(start.sk, from.sk) : 1;
  const high = to ? compareStrings(start.sk, to.sk) : -1;
  const isInside =
    start.pk === pk && (low > 0 || (low === 0 && from?.inclusive)) && (high < 0 || (high === 0 && to?.inclusive));
  if (!isInside) throw new ValidationException('The provided starting key is outside query boundaries.');
}
