import type { Item } from '#platform/items.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import type { Decision } from './action.ts';
import { ValidationException } from './errors.ts';
import { keyAttributes, keyOf, type TableSchema } from './keys.ts';
import type { Source } from './page.ts';
import type { Row, RowKey, Rows } from './rows.ts';
import { type EntryWrite, fill, type SecondaryIndex, secondaryIndex } from './secondary-index.ts';
import { equal } from './values.ts';

/** A table as the engine sees it: items over rows of text. */
export interface Table extends Source {
  readonly name: string;
  readonly schema: TableSchema;
  readonly indexes: readonly SecondaryIndex[];
}

export interface TableOptions {
  readonly name: string;
  readonly schema: TableSchema;
  /** The rows of a name: the table's own, or an index's. */
  readonly rows: (name: string) => Rows;
  /** Told of each entry that an index has written. */
  readonly onEntry: (table: string, index: string, written: EntryWrite) => void;
}

export function openTable({ name, schema, rows: rowsNamed, onEntry }: TableOptions): Table {
  const rows = rowsNamed(name);
  const indexes = Object.entries(schema.indexes ?? {}).map(([index, of]) =>
    secondaryIndex({
      name: index,
      schema: of,
      table: schema,
      rows: rowsNamed(indexRowsName(name, index)),
      onWritten: (entry) => onEntry(name, index, entry),
    }),
  );
  const table: Table = {
    name,
    schema,
    rows,
    indexes,
    keys: schema.sk ? { pk: 'pk', sk: 'sk' } : { pk: 'pk' },
    itemOf: (row) => itemOf(row, schema),
    startOf: (key) => keyOf(key, schema),
    nextAfter: ({ pk, sk }) => keyAttributes({ pk, sk }, schema),
    rangeOf: (range) => range,
  };
  for (const index of indexes) fill(index, table);
  return table;
}

/** The names of all rows that stand behind tables: their own, and their indexes'. */
export function rowsNames(tables: Readonly<Record<string, TableSchema>>): string[] {
  return Object.entries(tables).flatMap(([name, { indexes = {} }]) => [
    name,
    ...Object.keys(indexes).map((index) => indexRowsName(name, index)),
  ]);
}

/** No table has a name like this: DynamoDB's names are of `a-z A-Z 0-9 _ - .`. */
function indexRowsName(table: string, index: string): string {
  return `${table}$${index}`;
}

/** What a write did to an item of a table with a stream: what the stream says of it, or NONE, of which it says nothing. */
export interface Change {
  readonly kind: ChangeRecord['kind'] | 'NONE';
  /** As it is now; absent when it was removed. */
  readonly item?: Item;
}

export function readItem(table: Table, { pk, sk }: RowKey): Item | undefined {
  const attributes = table.rows.get(pk, sk);
  return attributes === undefined ? undefined : itemOf({ pk, sk, item: attributes }, table.schema);
}

/** A row's item; always parsed anew, so that what a caller does with it changes nothing here. */
function itemOf(row: Row, schema: TableSchema): Item {
  const item: Item = JSON.parse(row.item);
  item['pk'] = row.pk;
  if (schema.sk) item['sk'] = row.sk;
  return item;
}

/** A decision, and the item that it was made of. */
export interface Decided {
  readonly key: RowKey;
  readonly before: Item | undefined;
  readonly decision: Decision;
}

export function apply({ rows, schema, indexes }: Table, { key: { pk, sk }, before, decision }: Decided): Change[] {
  switch (decision.kind) {
    case 'put': {
      const { item } = decision;
      rows.put(pk, sk, attributesOf(item, schema));
      for (const index of indexes) index.update(before, item);
      return schema.stream ? [{ kind: kindOfPut(before, item), item }] : [];
    }
    case 'delete': {
      rows.delete(pk, sk);
      for (const index of indexes) index.update(before, undefined);
      return schema.stream ? [{ kind: before ? 'REMOVE' : 'NONE' }] : [];
    }
    case 'keep':
    case 'refused':
      return [];
  }
}

/** Puts many distinct items at once. */
export function applyAll(table: Table, puts: readonly { key: RowKey; item: Item }[]): Change[] {
  const { rows, schema, indexes } = table;
  const written = puts.map(({ key, item }) => ({ ...key, item: attributesOf(item, schema) }));
  const replaced = rows.putAll(written);
  if (indexes.length > 0) {
    for (const [at, row] of written.entries()) {
      const before = replaced.get(row);
      const replacedItem = before === undefined ? undefined : itemOf({ ...row, item: before }, schema);
      for (const index of indexes) index.update(replacedItem, puts[at]?.item);
    }
  }
  if (!schema.stream) return [];
  return written.map((row, index): Change => {
    const before = replaced.get(row);
    // Equal texts are equal values, and most of what is put again is word for word the same.
    const kind = before === row.item ? 'NONE' : kindOfPut(before && JSON.parse(before), JSON.parse(row.item));
    return { kind, item: puts[index]?.item };
  });
}

/**
 * A put that changes no value leaves no record ("Change data capture for DynamoDB Streams",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html).
 */
function kindOfPut(before: Item | undefined, after: Item): Change['kind'] {
  if (before === undefined) return 'INSERT';
  return equal(before, after) ? 'NONE' : 'MODIFY';
}

/**
 * Without the key, which the row has in its columns: a ride is half as long, and so are the pages that a batch dirties.
 * JSON leaves `undefined` out, and that is three times as fast as to copy without them or to delete them.
 */
function attributesOf(item: Item, schema: TableSchema): string {
  return JSON.stringify(schema.sk ? { ...item, pk: undefined, sk: undefined } : { ...item, pk: undefined });
}

/** A batch, and likewise a transaction, names each item once. */
export function refuseDuplicates(places: readonly Place[]): void {
  const isTwice = places.length <= FEW ? isAmongFew(places) : isAmongMany(places);
  if (isTwice) throw new ValidationException('One item is named twice in one request.');
}

interface Place {
  readonly table: Table;
  readonly key: RowKey;
}

/** A transaction of the ledger; to compare each with each is then a third of what it takes to name them. */
const FEW = 8;

function isAmongFew(places: readonly Place[]): boolean {
  return places.some(({ table, key }, at) => {
    for (let before = 0; before < at; before += 1) {
      const other = places[before] as Place;
      if (key.pk === other.key.pk && key.sk === other.key.sk && table === other.table) return true;
    }
    return false;
  });
}

function isAmongMany(places: readonly Place[]): boolean {
  // The length keeps ('a', 'bc') and ('ab', 'c') apart.
  const names = new Set(places.map(({ table, key }) => `${table.name} ${key.pk.length} ${key.pk}${key.sk}`));
  return names.size < places.length;
}
