import type { Item } from '#platform/items.ts';
import { ValidationException } from './errors.ts';
import { PARTITION_KEY_BYTES_MAX, SORT_KEY_BYTES_MAX } from './limits.ts';
import type { RowKey } from './rows.ts';
import { attribute, sizeOf } from './values.ts';

/** The partition key is the string `pk`; the sort key, where a table has one, the string `sk`. */
export interface TableSchema {
  readonly sk?: true;
  /** Its changes are told to `onChange`, with the new image. */
  readonly stream?: true;
}

/** The key among the attributes of a whole item. */
export function keyOfItem(item: Item, schema: TableSchema): RowKey {
  return {
    pk: partitionKey(attribute(item, 'pk')),
    sk: schema.sk ? sortKey(attribute(item, 'sk')) : '',
  };
}

/** A key as a request gives it: the key attributes and nothing else. */
export function keyOf(key: Item | undefined, schema: TableSchema): RowKey {
  if (!key || Object.keys(key).length !== (schema.sk ? 2 : 1)) {
    throw new ValidationException('The provided key element does not match the schema.');
  }
  return keyOfItem(key, schema);
}

/** The way back: what a page says of where it ended. */
export function keyAttributes({ pk, sk }: RowKey, schema: TableSchema): Item {
  return schema.sk ? { pk, sk } : { pk };
}

export function isKeyAttribute(name: string, schema: TableSchema): boolean {
  return name === 'pk' || (name === 'sk' && schema.sk === true);
}

export function partitionKey(value: unknown): string {
  return keyValue('pk', value, PARTITION_KEY_BYTES_MAX);
}

export function sortKey(value: unknown): string {
  return keyValue('sk', value, SORT_KEY_BYTES_MAX);
}

function keyValue(name: string, value: unknown, bytesMax: number): string {
  if (typeof value !== 'string') throw new ValidationException(`The key attribute ${name} must be a string.`);
  const bytes = sizeOf(value);
  if (bytes === 0) throw new ValidationException(`The key attribute ${name} must not be empty.`);
  if (bytes > bytesMax) {
    throw new ValidationException(`The key attribute ${name} is ${bytes} bytes long; the limit is ${bytesMax}.`);
  }
  return value;
}
