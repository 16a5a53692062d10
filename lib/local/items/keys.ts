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
  /** Its global secondary indexes, by name. */
  readonly indexes?: Readonly<Record<string, IndexSchema>>;
  /** The attribute that says when an item expires, in seconds since 1970 UTC (`deleteExpired` in expiry.ts). */
  readonly ttl?: string;
}

/** An index by two attributes of the item, both strings. */
export interface IndexSchema {
  readonly pk: string;
  readonly sk: string;
  /** Beside the keys: nothing, these attributes, or all. */
  readonly projection: 'KEYS_ONLY' | readonly string[] | 'ALL';
}

/** The names of the attributes that are the key of a table or of an index. */
export interface KeyNames {
  readonly pk: string;
  readonly sk?: string;
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

/** What is wrong with an item's attributes as keys of the indexes of its table, if anything. */
export function indexKeyFault(item: Item, { indexes }: TableSchema): string | undefined {
  for (const name in indexes) {
    const fault = faultIn(item, indexes[name] as IndexSchema);
    if (fault) return fault;
  }
  return undefined;
}

/** An attribute is looked at alone: it is refused also where the item, without the other one, would not be in the index. */
export function faultIn(item: Item, { pk, sk }: IndexSchema): string | undefined {
  return (
    (item[pk] === undefined ? undefined : keyFault(pk, item[pk], PARTITION_KEY_BYTES_MAX)) ??
    (item[sk] === undefined ? undefined : keyFault(sk, item[sk], SORT_KEY_BYTES_MAX))
  );
}

export function partitionKey(value: unknown, name = 'pk'): string {
  return keyValue(name, value, PARTITION_KEY_BYTES_MAX);
}

export function sortKey(value: unknown, name = 'sk'): string {
  return keyValue(name, value, SORT_KEY_BYTES_MAX);
}

function keyValue(name: string, value: unknown, bytesMax: number): string {
  const fault = keyFault(name, value, bytesMax);
  if (fault) throw new ValidationException(fault);
  return value as string;
}

function keyFault(name: string, value: unknown, bytesMax: number): string | undefined {
  if (typeof value !== 'string') return `The key attribute ${name} must be a string.`;
  const bytes = sizeOf(value);
  if (bytes === 0) return `The key attribute ${name} must not be empty.`;
  if (bytes > bytesMax) return `The key attribute ${name} is ${bytes} bytes long; the limit is ${bytesMax}.`;
  return undefined;
}
