import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item, Items, Page } from './items.ts';
import type { Timers } from './platform.ts';

/** All items of a query, page after page: for partitions that are known to be short. */
export async function queryAll(items: Items, query: QueryCommandInput): Promise<Item[]> {
  const found: Item[] = [];
  let next: Item | undefined;
  do {
    const page = await items.query({ ...query, ...(next && { ExclusiveStartKey: next }) });
    found.push(...page.items);
    next = page.next;
  } while (next);
  return found;
}

/** Every item of a table, page after page, read strongly. Between two it pauses: see `pauseMs`. */
export async function* scanPages({ items, timers, table, pauseMs = () => 1 }: ScanOptions): AsyncGenerator<Item[]> {
  let page: Page = { items: [] };
  do {
    const start = page.next && { ExclusiveStartKey: page.next };
    page = await items.scan({ TableName: table, Limit: ITEMS_A_PAGE, ConsistentRead: true, ...start });
    yield page.items;
    await timers.sleep(pauseMs(page.items.length));
  } while (page.next);
}

interface ScanOptions {
  readonly items: Items;
  readonly timers: Timers;
  readonly table: string;
  /** After a page of so many items. @default 1, so that on one machine requests come in between */
  readonly pauseMs?: (items: number) => number;
}

/** On one machine 500 take about a millisecond, during which no request is answered; of DynamoDB they are 100 units. */
const ITEMS_A_PAGE = 500;
