import type { Item, Page } from '#platform/items.ts';
import { ValidationException } from './errors.ts';
import type { KeyRange } from './expression/key-condition.ts';
import type { KeyNames } from './keys.ts';
import { PAGE_BYTES_MAX } from './limits.ts';
import type { Bound, Row, RowKey, Rows } from './rows.ts';
import { compareStrings, sizeOfItem } from './values.ts';

/** What pages are read from: a table, or one of its indexes. */
export interface Source {
  readonly rows: Rows;
  readonly keys: KeyNames;
  itemOf(row: Row): Item;
  /** Where a page starts: the place of an `ExclusiveStartKey`, which is refused if it is none. */
  startOf(key: Item): RowKey;
  /** The way back: what a page that ends with this item says of where the next one starts. */
  nextAfter(item: Item): Item;
  /** Where the rows of a range of sort keys stand. */
  rangeOf(range: KeyRange): KeyRange;
}

/** What a Query and a Scan have in common. */
interface Paged {
  readonly Limit?: number | undefined;
  readonly ExclusiveStartKey?: Item | undefined;
}

type Query = Paged & { readonly ScanIndexForward?: boolean | undefined };

/** One page of a query: of its range, what is left behind the key it starts at. */
export function queryPage(source: Source, asked: KeyRange, query: Query): RawPage {
  const range = source.rangeOf(asked);
  const descending = query.ScanIndexForward === false;
  const start = startOf(source, query);
  if (start) refuseOutside(range, start, descending);

  const page = readPage(source, query, (after, limit) =>
    source.rows.range({ ...behind(range, after, descending), descending, limit }),
  );
  const isLast = !source.keys.sk || (page.next && isAtEnd(range, String(page.next[source.keys.sk]), descending));
  return isLast ? { items: page.items, bytes: page.bytes } : page;
}

/** One page of a scan. */
export function scanPage(source: Source, scan: Paged): RawPage {
  return readPage(source, scan, (after, limit) => source.rows.after(after, limit));
}

interface RawPage extends Page {
  /** The size of what was read; measured when it is asked for. */
  readonly bytes: () => number;
}

/**
 * Reads until the limit is reached, or the page holds 1 MB, or the rows end. A page that a limit ended says where the
 * next one starts, though there may be nothing. "Paginating table query results",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
function readPage(source: Source, paged: Paged, read: (after: RowKey | undefined, limit: number) => Row[]): RawPage {
  const limit = limitOf(paged);
  const items: Item[] = [];
  const { isFull, bytes } = fillingOf(items);
  let last = startOf(source, paged);
  for (;;) {
    const count = Math.min(ROWS_AT_ONCE, limit - items.length);
    const rows = read(last, count);
    for (const row of rows) {
      const item = source.itemOf(row);
      items.push(item);
      last = row;
      if (isFull(row) || items.length >= limit) {
        return { items, bytes, next: source.nextAfter(item) };
      }
    }
    if (rows.length < count) return { items, bytes };
  }
}

/**
 * How full a page is, row by row. Its items are measured only once their texts are long enough for 1 MB: of the bytes of
 * an item none is missing in its row's text, and a UTF-16 unit is at most three bytes of UTF-8.
 */
function fillingOf(items: readonly Item[]) {
  let [atMost, measured, sum] = [0, 0, 0];
  const bytes = () => {
    for (; measured < items.length; measured += 1) sum += sizeOfItem(items[measured] as Item);
    return sum;
  };
  return {
    bytes,
    isFull({ pk, sk, item }: Row): boolean {
      atMost += 3 * (KEY_NAMES_LENGTH + pk.length + sk.length + item.length);
      return atMost >= PAGE_BYTES_MAX && bytes() >= PAGE_BYTES_MAX;
    },
  };
}

/** The keys of a table and of its index, whose names are not in the text: four, of at most 25 characters here. */
const KEY_NAMES_LENGTH = 100;

/** Most pages are shorter, and nobody reads far beyond what one page takes. */
const ROWS_AT_ONCE = 100;

function limitOf({ Limit = Number.POSITIVE_INFINITY }: Paged): number {
  if (Limit >= 1 && (Number.isInteger(Limit) || Limit === Number.POSITIVE_INFINITY)) return Limit;
  throw new ValidationException('Limit must be an integer of at least 1.');
}

function startOf(source: Source, { ExclusiveStartKey: key }: Paged): RowKey | undefined {
  return key && source.startOf(key);
}

function behind(range: KeyRange, key: RowKey | undefined, descending: boolean): KeyRange {
  if (!key) return range;
  const bound = { sk: key.sk, inclusive: false };
  return descending ? { ...range, to: bound } : { ...range, from: bound };
}

/** A page cannot start at a key that its query would not read, nor at its known end. */
function refuseOutside(range: KeyRange, start: RowKey, descending: boolean): void {
  const { pk, from, to } = range;
  const isInside = start.pk === pk && isAfter(start.sk, from) && isBefore(start.sk, to);
  if (isInside && !isAtEnd(range, start.sk, descending)) return;
  throw new ValidationException('The provided starting key does not match the range key predicate.');
}

function isAtEnd({ from, to, endsAtBound }: KeyRange, sk: string, descending: boolean): boolean {
  const end = descending ? from : to;
  return endsAtBound && end?.inclusive === true && end.sk === sk;
}

function isAfter(sk: string, from: Bound | undefined): boolean {
  const order = from ? compareStrings(sk, from.sk) : 1;
  return order > 0 || (order === 0 && from?.inclusive === true);
}

function isBefore(sk: string, to: Bound | undefined): boolean {
  const order = to ? compareStrings(sk, to.sk) : -1;
  return order < 0 || (order === 0 && to?.inclusive === true);
}
