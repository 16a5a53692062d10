import type { Item } from '#platform/items.ts';
import { ValidationException } from './errors.ts';
import { faultIn, type IndexSchema, keyOfItem, partitionKey, sortKey, type TableSchema } from './keys.ts';
import type { Source } from './page.ts';
import type { Bound, Row, RowKey, Rows } from './rows.ts';
import { equal } from './values.ts';

/**
 * A global secondary index: rows of its own, one for each item that has both its attributes, changed together with the
 * item. AWS changes them a little later. "Using Global Secondary Indexes in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export interface SecondaryIndex extends Source {
  readonly name: string;
  /** Follows a change of an item: with nothing where the entry stays as it is, with two writes where it moves. */
  update(before: Item | undefined, after: Item | undefined): void;
}

/** An entry is what the index holds of an item. */
export interface EntryWrite {
  /** Absent where there was none. */
  readonly before?: Item;
  /** Absent where there is none any more. */
  readonly after?: Item;
}

export interface SecondaryIndexOptions {
  readonly name: string;
  readonly schema: IndexSchema;
  readonly table: TableSchema;
  readonly rows: Rows;
  readonly onWritten: (entry: EntryWrite) => void;
}

export function secondaryIndex({ name, schema, table, rows, onWritten }: SecondaryIndexOptions): SecondaryIndex {
  const { pk, sk, projection } = schema;
  // An attribute may be a key of both.
  const keyNames = [...new Set([pk, sk, 'pk', ...(table.sk ? ['sk'] : [])])];

  return {
    name,
    rows,
    keys: { pk, sk },

    update(before, after) {
      const isMoved = before?.[pk] !== after?.[pk] || before?.[sk] !== after?.[sk];
      if (!isMoved && projection === 'KEYS_ONLY') return;

      const [old, entry] = [entryOf(before), entryOf(after)];
      if (isMoved) {
        if (old) remove(old);
        if (entry) put({ after: entry });
      } else if (old && entry && !equal(old, entry)) {
        put({ before: old, after: entry });
      }
    },

    itemOf: ({ item }) => JSON.parse(item) as Item,
    nextAfter: keyAttributes,

    startOf(key) {
      if (Object.keys(key).length !== keyNames.length) {
        throw new ValidationException('The provided starting key must be of the index and the table.');
      }
      return placeOf(key);
    },

    /** Several entries may have one sort key, so that no bound says that there is nothing behind it. */
    rangeOf({ pk: partition, from, to }) {
      return { pk: partition, endsAtBound: false, ...(from && { from: lower(from) }), ...(to && { to: upper(to) }) };
    },
  };

  /** An item is in the index if it has both attributes ("Take advantage of sparse indexes" in the same guide). */
  function entryOf(item: Item | undefined): Item | undefined {
    if (item?.[pk] === undefined || item[sk] === undefined || faultIn(item, schema)) return undefined;
    if (projection === 'ALL') return item;
    return { ...keyAttributes(item), ...(projection !== 'KEYS_ONLY' && attributesOf(item, projection)) };
  }

  /** Where an entry stands: those with one sort key are told apart by the key of the table. */
  function placeOf(entry: Item): RowKey {
    const key = keyOfItem(entry, table);
    return {
      pk: partitionKey(entry[pk], pk),
      sk: [sortKey(entry[sk], sk), key.pk, key.sk].map(escaped).join(SEPARATOR),
    };
  }

  function put(write: { readonly before?: Item; readonly after: Item }): void {
    const place = placeOf(write.after);
    rows.put(place.pk, place.sk, JSON.stringify(write.after));
    onWritten(write);
  }

  function remove(entry: Item): void {
    const place = placeOf(entry);
    rows.delete(place.pk, place.sk);
    onWritten({ before: entry });
  }

  function keyAttributes(item: Item): Item {
    return attributesOf(item, keyNames);
  }
}

/** Those that the item has. */
function attributesOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/**
 * An index that is new to a table takes in the items that are there, but for those whose attributes are no keys
 * ("Managing Global Secondary Indexes in DynamoDB", "Backfilling",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html). To build one anew, empty its rows.
 */
export function fill(index: SecondaryIndex, table: Source): void {
  if (index.rows.after(undefined, 1).length > 0) return;
  for (let last: Row | undefined; ; ) {
    const rows = table.rows.after(last, FILL_ROWS);
    for (const row of rows) index.update(undefined, table.itemOf(row));
    last = rows.at(-1);
    if (rows.length < FILL_ROWS) return;
  }
}

const FILL_ROWS = 1_000;

/** Below every character that can follow in a longer key, so that what is joined sorts by its first part, then the next. */
const SEPARATOR = '\u0000\u0000';
const ESCAPED_NUL = '\u0000\u0001';

function escaped(part: string): string {
  return part.includes('\u0000') ? part.replaceAll('\u0000', ESCAPED_NUL) : part;
}

function lower({ sk, inclusive }: Bound): Bound {
  return { sk: inclusive ? escaped(sk) : behindAll(sk), inclusive: true };
}

function upper({ sk, inclusive }: Bound): Bound {
  return { sk: inclusive ? behindAll(sk) : escaped(sk), inclusive: false };
}

/** Behind all entries with this sort key, and before those of any longer one. */
function behindAll(sk: string): string {
  return escaped(sk) + ESCAPED_NUL;
}
