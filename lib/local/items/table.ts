import type { Item } from '#platform/items.ts';
import type { Decision } from './action.ts';
import { ValidationException } from './errors.ts';
import type { TableSchema } from './keys.ts';
import type { RowKey, Rows } from './rows.ts';

/** A table as the engine sees it: items over rows of text. */
export interface Table {
  readonly name: string;
  readonly schema: TableSchema;
  readonly rows: Rows;
}

/** Always parsed anew: what a caller does with its item changes nothing here. */
export function readItem({ rows }: Table, { pk, sk }: RowKey): Item | undefined {
  const text = rows.get(pk, sk);
  return text === undefined ? undefined : (JSON.parse(text) as Item);
}

export function apply({ rows }: Table, { pk, sk }: RowKey, decision: Decision): void {
  switch (decision.kind) {
    case 'put':
      rows.put(pk, sk, JSON.stringify(decision.item));
      break;
    case 'delete':
      rows.delete(pk, sk);
      break;
    case 'keep':
    case 'refused':
      break;
  }
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
