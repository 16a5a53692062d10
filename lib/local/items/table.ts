import type { Item } from '#platform/items.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import type { Decision } from './action.ts';
import { ValidationException } from './errors.ts';
import { keyAttributes, type TableSchema } from './keys.ts';
import type { Row, RowKey, Rows } from './rows.ts';
import { equal } from './values.ts';

/** A table as the engine sees it: items over rows of text. */
export interface Table {
  readonly name: string;
  readonly schema: TableSchema;
  readonly rows: Rows;
}

/** What a write did to an item of a table with a stream: what the stream says of it, or NONE, of which it says nothing. */
export interface Change {
  readonly kind: ChangeRecord['kind'] | 'NONE';
  /** As it is now; absent when it was removed. */
  readonly item?: Item;
}

export function readItem(table: Table, { pk, sk }: RowKey): Item | undefined {
  const attributes = table.rows.get(pk, sk);
  return attributes === undefined ? undefined : itemOf(table, { pk, sk, item: attributes });
}

/** A row's item; always parsed anew, so that what a caller does with it changes nothing here. */
export function itemOf({ schema }: Table, row: Row): Item {
  return { ...keyAttributes(row, schema), ...(JSON.parse(row.item) as Item) };
}

export function apply(table: Table, { pk, sk }: RowKey, decision: Decision): Change[] {
  const { rows, schema } = table;
  switch (decision.kind) {
    case 'put': {
      const { item } = decision;
      const attributes = attributesOf(item, schema);
      const kind = schema.stream && kindOfPut(rows.get(pk, sk), attributes);
      rows.put(pk, sk, attributes);
      return kind ? [{ kind, item }] : [];
    }
    case 'delete': {
      const kind = schema.stream && (rows.get(pk, sk) === undefined ? 'NONE' : 'REMOVE');
      rows.delete(pk, sk);
      return kind ? [{ kind }] : [];
    }
    case 'keep':
    case 'refused':
      return [];
  }
}

/** Puts many distinct items at once. */
export function applyAll({ rows, schema }: Table, puts: readonly { key: RowKey; item: Item }[]): Change[] {
  const written = puts.map(({ key, item }) => ({ ...key, item: attributesOf(item, schema) }));
  const replaced = rows.putAll(written);
  if (!schema.stream) return [];
  return written.map((row, index): Change => {
    return { kind: kindOfPut(replaced.get(row), row.item), item: puts[index]?.item };
  });
}

/**
 * A put that changes no value leaves no record ("Change data capture for DynamoDB Streams",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html). Equal texts are equal values, and most
 * of what is put again is word for word the same.
 */
function kindOfPut(before: string | undefined, after: string): Change['kind'] {
  if (before === undefined) return 'INSERT';
  return before === after || equal(JSON.parse(before), JSON.parse(after)) ? 'NONE' : 'MODIFY';
}

/** Without the key, which the row has in its columns: a ride is half as long, and so are the pages that a batch dirties. */
function attributesOf(item: Item, schema: TableSchema): string {
  const { pk: _pk, ...attributes } = item;
  if (schema.sk) delete attributes['sk'];
  return JSON.stringify(attributes);
}

/** A batch, and likewise a transaction, names each item once. */
export function refuseDuplicates(places: readonly { readonly table: Table; readonly key: RowKey }[]): void {
  if (places.length < 2) return;
  const names = new Set<string>();
  for (const { table, key } of places) {
    // The length keeps ('a', 'bc') and ('ab', 'c') apart.
    names.add(`${table.name} ${key.pk.length} ${key.pk}${key.sk}`);
  }
  if (names.size < places.length) throw new ValidationException('One item is named twice in one request.');
}
