import { chunksOf } from '#platform/chunks.ts';
import { type Action, type Item, type Key, StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { queryAll } from '#platform/pages.ts';
import type { Platform } from '#platform/platform.ts';
import type { ResortDay, Season, SkierDay } from './domain.ts';

/**
 * The views table: what is known beyond the rides themselves.
 *
 * | item        | pk                                     | sk                       | attributes |
 * |-------------|----------------------------------------|--------------------------|------------|
 * | seen        | `SEEN#{resort}#{season}#{day}#{skier}` | `-`                      |            |
 * | day counter | `DAY#{resort}#{season}#{day}`          | `0` … `7`, one at random | `n`        |
 * | season      | `SEASONS#{resort}`                     | `{season}`               |            |
 *
 * A skier's marker is put, and the counter raised, in one transaction on the condition that the marker is not there. So
 * the counters of a day always sum to its markers, whoever repeats what. The table also keeps what was done to dead
 * letters (acts-store.ts).
 */
export interface ViewsStore {
  /** In ascending order. */
  seasonsOf(resortID: number): Promise<string[]>;
  addSeason(season: Season): Promise<void>;
  /** Unique skiers; undefined where nobody was seen. */
  skiersOf(day: ResortDay): Promise<number | undefined>;
  /** Counts those who are not counted yet; answers how many those were. May be told of anybody again at any time. */
  see(skierDays: readonly SkierDay[]): Promise<number>;
}

type Ports = Pick<Platform, 'items' | 'random' | 'timers'>;

export function viewsStore({ items, random, timers }: Ports, table: string): ViewsStore {
  return {
    async seasonsOf(resortID) {
      const found = await all(`SEASONS#${resortID}`);
      return found.map(({ sk }) => String(sk));
    },

    async addSeason({ resortID, seasonID }) {
      await items.write([{ Put: { TableName: table, Item: { pk: `SEASONS#${resortID}`, sk: seasonID } } }]);
    },

    async skiersOf(day) {
      const counters = await all(counterPk(day));
      // No counter, or, where a recount has taken everybody away, counters that sum to none.
      return counters.reduce((sum, { n }) => sum + Number(n), 0) || undefined;
    },

    async see(skierDays) {
      const unseen = await notYetSeen(distinct(skierDays));
      let counted = 0;
      for (const ofDay of Map.groupBy(unseen, counterPk).values()) {
        for (const some of chunksOf(ofDay, SKIERS_A_TRANSACTION)) counted += await count(some);
      }
      return counted;
    },
  };

  /** All items of one partition: at most eight counters, or a resort's seasons. */
  function all(pk: string): Promise<Item[]> {
    return queryAll(items, {
      TableName: table,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });
  }

  /** Read cheaply and perhaps stale: it only spares transactions, whose condition decides. */
  async function notYetSeen(skierDays: readonly SkierDay[]): Promise<SkierDay[]> {
    const unseen: SkierDay[] = [];
    for (const some of chunksOf(skierDays, KEYS_A_GET)) {
      const found = await items.get(
        some.map((day): Key => ({ table, key: seenKey(day) })),
        { consistent: false },
      );
      unseen.push(...some.filter((_, index) => !found[index]));
    }
    return unseen;
  }

  /** Skiers of one resort-day, all in one transaction with the counter; those who turn out to be counted are left out. */
  async function count(skiers: readonly SkierDay[]): Promise<number> {
    let left = skiers;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const verdict = await attemptToCount(left);
      if (verdict === 'counted') return left.length;
      left = left.filter((_, index) => !verdict.seen.has(index));
      if (verdict.seen.size > 0) continue;
      if (attempt >= ATTEMPTS_MAX) throw new StoreUnavailable('The views could not be brought up to date.');
      await timers.sleep(random.fraction() * PAUSE_MS * 2 ** attempt);
    }
    return 0;
  }

  /** An unknown outcome is asked again like a conflict: if it happened, the markers will say so. */
  async function attemptToCount(skiers: readonly SkierDay[]): Promise<'counted' | { seen: ReadonlySet<number> }> {
    try {
      const written = await items.write([...skiers.map(markSeen), raiseCounter(skiers)]);
      if (written.ok) return 'counted';
      const isSeen = (index: number) => written.reasons[index]?.code === 'ConditionalCheckFailed';
      return { seen: new Set([...skiers.keys()].filter(isSeen)) };
    } catch (error) {
      if (error instanceof UnknownOutcome || error instanceof StoreUnavailable) return { seen: new Set() };
      throw error;
    }
  }

  function markSeen(skierDay: SkierDay): Action {
    return {
      Put: {
        TableName: table,
        Item: seenKey(skierDay),
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    };
  }

  function raiseCounter(skiers: readonly SkierDay[]): Action {
    return {
      Update: {
        TableName: table,
        Key: { pk: counterPk(skiers[0] as SkierDay), sk: String(Math.floor(random.fraction() * COUNTERS)) },
        UpdateExpression: 'ADD #n :k',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':k': skiers.length },
      },
    };
  }
}

/** A transaction takes 100 actions, one of which is the counter's. */
const SKIERS_A_TRANSACTION = 99;
const KEYS_A_GET = 100;
/** So that concurrent transactions of one day seldom meet on one item. */
export const COUNTERS = 8;
const ATTEMPTS_MAX = 5;
const PAUSE_MS = 10;

export function seenKey(day: SkierDay): { pk: string; sk: string } {
  return { pk: `SEEN#${day.resortID}#${day.seasonID}#${day.dayID}#${day.skierID}`, sk: '-' };
}

export function counterPk({ resortID, seasonID, dayID }: ResortDay): string {
  return `DAY#${resortID}#${seasonID}#${dayID}`;
}

function distinct(skierDays: readonly SkierDay[]): SkierDay[] {
  return [...new Map(skierDays.map((day) => [seenKey(day).pk, day])).values()];
}
