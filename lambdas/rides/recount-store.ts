import type { Action, Item, Items } from '#platform/items.ts';
import { scanPages } from '#platform/pages.ts';
import type { Timers } from '#platform/platform.ts';
import type { ResortDay, Ride, SkierDay } from './domain.ts';
import { rideOf, ridesStore } from './store.ts';
import { COUNTERS, counterPk, seenKey } from './views-store.ts';

/** What recounting reads of both tables, page by page, and how it mends the views (views-store.ts has their keys). */
export interface RecountStore {
  /** Every ride; those of one skier at one resort come together. */
  rides(): AsyncIterable<Ride[]>;
  /** Every marker. */
  markers(): AsyncIterable<SkierDay[]>;
  /** Those of these (at most 100) that have no marker. */
  unmarked(skierDays: readonly SkierDay[]): Promise<SkierDay[]>;
  hasRides(skierDay: SkierDay): Promise<boolean>;
  countersOf(day: ResortDay): Promise<DayCounters>;
  /** Takes a marker away and lowers a counter by one, in one transaction; false where there is no marker. */
  unmark(skierDay: SkierDay): Promise<boolean>;
  /** Adds to the counters of a day, if all of them still are what was seen; false where one is not. */
  adjust(day: ResortDay, seen: DayCounters, by: number): Promise<boolean>;
}

/** The counter items of one day, by sort key. */
export type DayCounters = ReadonlyMap<string, number>;

export interface RecountTables {
  readonly rides: string;
  readonly views: string;
}

interface Ports {
  readonly items: Items;
  readonly timers: Timers;
}

export function recountStore({ items, timers }: Ports, tables: RecountTables): RecountStore {
  const rides = ridesStore(items, tables.rides);

  return {
    async *rides() {
      for await (const page of scanPages({ items, timers, table: tables.rides })) yield page.map(rideOf);
    },

    async *markers() {
      for await (const page of scanPages({ items, timers, table: tables.views }))
        yield page.filter(isMarker).map(markedBy);
    },

    async unmarked(skierDays) {
      const found = await items.get(skierDays.map((day) => ({ table: tables.views, key: seenKey(day) })));
      return skierDays.filter((_, index) => !found[index]);
    },

    hasRides: async (skierDay) => (await rides.ofSkierDay(skierDay)).length > 0,

    async countersOf(day) {
      const { items: found } = await items.query({
        TableName: tables.views,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':pk': counterPk(day) },
        ConsistentRead: true,
      });
      return new Map(found.map(({ sk, n }) => [String(sk), Number(n)]));
    },

    async unmark(skierDay) {
      const condition = { ConditionExpression: 'attribute_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
      const { ok } = await items.write([
        { Delete: { TableName: tables.views, Key: seenKey(skierDay), ...condition } },
        { Update: { ...counterUpdate(skierDay, FIRST, -1), ExpressionAttributeNames: { '#n': 'n' } } },
      ]);
      return ok;
    },

    async adjust(day, seen, by) {
      const others = Array.from({ length: COUNTERS - 1 }, (_, index) => String(index + 1));
      const { ok } = await items.write([
        { Update: mergedWith(counterUpdate(day, FIRST, by), stillIs(seen.get(FIRST))) },
        ...others.map((sk): Action => {
          const Key = { pk: counterPk(day), sk };
          return { ConditionCheck: { TableName: tables.views, Key, ...stillIs(seen.get(sk)) } };
        }),
      ]);
      return ok;
    },
  };

  function counterUpdate(day: ResortDay, sk: string, by: number) {
    return {
      TableName: tables.views,
      Key: { pk: counterPk(day), sk },
      UpdateExpression: 'ADD #n :by',
      ExpressionAttributeValues: { ':by': by },
    };
  }
}
/** The counter that corrections go to. */
const FIRST = '0';

function stillIs(n: number | undefined) {
  const names = { ExpressionAttributeNames: { '#n': 'n' } };
  return n === undefined
    ? { ...names, ConditionExpression: 'attribute_not_exists(#n)' }
    : { ...names, ConditionExpression: '#n = :seen', ExpressionAttributeValues: { ':seen': n } };
}

function mergedWith<U extends { ExpressionAttributeValues: Item }>(update: U, condition: ReturnType<typeof stillIs>) {
  const seen = 'ExpressionAttributeValues' in condition ? condition.ExpressionAttributeValues : {};
  return { ...update, ...condition, ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...seen } };
}

function isMarker({ pk }: Item): boolean {
  return String(pk).startsWith('SEEN#');
}

function markedBy({ pk }: Item): SkierDay {
  const [, resortID, seasonID, dayID, skierID] = String(pk).split('#') as [string, string, string, string, string];
  return { resortID: Number(resortID), seasonID, dayID: Number(dayID), skierID: Number(skierID) };
}
