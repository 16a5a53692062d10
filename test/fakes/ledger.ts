import type { Item, Items } from '#platform/items.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryRows } from './memory-rows.ts';

const byOwner = { pk: 'ownerID', sk: 'openedAt' } as const;
export const tables = {
  ledger: {
    sk: true,
    indexes: {
      byOwner: { ...byOwner, projection: 'KEYS_ONLY' },
      wholeByOwner: { ...byOwner, projection: 'ALL' },
    },
  },
} as const;

/** The engine with a table `ledger`, which has an index by owner with the keys, and one with everything. */
export function engine(): { items: Items; consumed: Consumed[] } {
  const consumed: Consumed[] = [];
  return { items: itemsEngine({ tables, rows: memoryRows, onCapacity: (each) => consumed.push(each) }), consumed };
}

/** Ann's accounts by their names, with the time of their opening. */
export async function opened(openings: Record<string, string>) {
  const made = engine();
  await made.items.putAll(
    'ledger',
    Object.entries(openings).map(([name, openedAt]) => account(name, { ownerID: 'ann', openedAt })),
  );
  return made;
}

export function account(name: string, attributes: Item = {}): Item {
  return { pk: `A#${name}`, sk: 'A', ...attributes };
}

export function nameOf({ pk }: Item): string {
  return String(pk).slice('A#'.length);
}

export function put(name: string, attributes: Item) {
  return { Put: { TableName: 'ledger', Item: account(name, attributes) } };
}

export function update(name: string, UpdateExpression: string, ExpressionAttributeValues?: Item) {
  const values = ExpressionAttributeValues && { ExpressionAttributeValues };
  return { Update: { TableName: 'ledger', Key: account(name), UpdateExpression, ...values } };
}

export function ownedBy(owner: string, condition?: string, values?: Item) {
  return {
    TableName: 'ledger',
    IndexName: 'byOwner',
    KeyConditionExpression: ['ownerID = :owner', ...(condition ? [condition] : [])].join(' AND '),
    ExpressionAttributeValues: { ':owner': owner, ...values },
  };
}

/** The names of the accounts on all pages of a query. */
export async function found(items: Items, query: Parameters<Items['query']>[0]): Promise<string[]> {
  const { items: some, next } = await items.query(query);
  return [...some.map(nameOf), ...(next ? await found(items, { ...query, ExclusiveStartKey: next }) : [])];
}
