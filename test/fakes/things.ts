import fc from 'fast-check';
import type { Item, Items } from '#platform/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryRows } from './memory-rows.ts';

/** The engine with a table `things`, whose items have both keys, and a table `plain` without a sort key. */
export function engine(): Items {
  return itemsEngine({ tables: { things: { sk: true }, plain: {} }, rows: memoryRows });
}

export async function engineWith(...stored: Item[]): Promise<Items> {
  const items = engine();
  await items.putAll('things', stored);
  return items;
}

export function key(sk: string) {
  return { pk: 'p', sk };
}

export function things(sk: string) {
  return { table: 'things', key: key(sk) };
}

export function put(sk: string, attributes: Item = {}) {
  return { Put: { TableName: 'things', Item: { ...key(sk), ...attributes } } };
}

/** In DynamoDB's order; UTF-16 would put the emoji before U+FFEE. */
export const sortKeys = ['a', 'ab', 'b', 'c', 'é', '\uffee', '😀'];

export function engineWithRows(): Promise<Items> {
  return engineWith(...sortKeys.map(key));
}

export function query(KeyConditionExpression: string, values: Item = {}) {
  const isUsed = KeyConditionExpression.includes(':p');
  return {
    TableName: 'things',
    KeyConditionExpression,
    ExpressionAttributeValues: { ...(isUsed && { ':p': 'p' }), ...values },
  };
}

/** Short, and of few characters, so that they meet: with both ends of the surrogates, and beyond them. */
export const text = fc
  .array(fc.constantFrom('a', 'b', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((characters) => characters.join(''));
