import type { Item } from '#platform/items.ts';
import type { Decision } from './action.ts';
import { ValidationException } from './errors.ts';
import { keyAttributes, type TableSchema } from './keys.ts';
import type { Row, RowKey, Rows } from './rows.ts';

/** A table as the engine sees it: items over rows of text. */
export interface Table {
  readonly name: string;
  readonly schema: TableSchema;
  readonly rows: Rows;
}

export function readItem(table: Table, { pk, sk }: RowKey): Item | undefined {
  const attributes = table.rows.get(pk, sk);
  return attributes === undefined ? undefined : itemOf(table, { pk, sk, item: attributes });
}

/** A row's item; always parsed anew, so that what a caller does with it changes nothing here. */
export function itemOf({ schema }: Table, row: Row): Item {
  return { ...keyAttributes(row, schema), ...(JSON.parse(row.item) as Item) };
}

export function apply({ rows, schema }: Table, { pk, sk }: RowKey, decision: Decision): void {
  switch (decision.kind) {
    case 'put':
      rows.put(pk, sk, attributesOf(decision.item, schema));
      break;
    case 'delete':
      rows.delete(pk, sk);
      break;
    case 'keep':
    case 'refused':
      break;
  }
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
