import { chunksOf } from '#platform/chunks.ts';
import type { Timers } from '#platform/platform.ts';
import type { ResortDay, SkierDay } from './domain.ts';
import type { RecountStore } from './recount-store.ts';
import { counterPk, type ViewsStore } from './views-store.ts';

/** One resort-day, as the rides have it and as the views had it. */
export interface DayRecount extends ResortDay {
  /** Unique skiers among the rides. */
  skiers: number;
  /** Skiers with rides whom nobody had counted; they are counted now. */
  markersMissing: number;
  /** Skiers who were counted and have no ride; they are not counted any more. */
  markersExtra: number;
  /** By how much the counters were below the markers, or above them if negative; they agree now. */
  countersShort: number;
  /** New skiers kept coming, so its counters were never seen to stand still and are not compared. */
  isMoving: boolean;
}

export interface Recounted {
  /** Rides in the table, of every day. */
  readonly rides: number;
  readonly days: readonly DayRecount[];
}

interface Ports {
  readonly store: RecountStore;
  readonly views: ViewsStore;
  readonly timers: Timers;
  /** For how long a view may lag its rides: what is missing for less is only late. */
  readonly lagMs: number;
}

/**
 * Counts the unique skiers of one day, or of all, anew from the rides, and mends the views where they say otherwise.
 * Every change is a conditional transaction, so it runs beside the traffic, and a second time finds nothing to mend.
 */
export function recount({ store, views, timers, lagMs }: Ports) {
  return async (which: ResortDay | 'all'): Promise<Recounted> => {
    const days = new Map<string, DayRecount>();
    const isWanted = (day: ResortDay) => which === 'all' || counterPk(day) === counterPk(which);
    if (which !== 'all') dayOf(which);

    const rides = await countRides();
    let left = new Set(days.keys());
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && (attempt === 1 || left.size > 0); attempt += 1) {
      left = await compareViews(left, attempt === 1);
    }
    for (const name of left) (days.get(name) as DayRecount).isMoving = true;
    return { rides, days: [...days.values()].sort(inOrder) };

    /** Finds the skiers of each day among the rides, and counts those who are not counted. */
    async function countRides(): Promise<number> {
      let rides = 0;
      let [skier, seen] = ['', new Set<string>()];
      let unmarked: SkierDay[] = [];
      for await (const page of store.rides()) {
        rides += page.length;
        const skierDays: SkierDay[] = [];
        for (const ride of page.filter(isWanted)) {
          // One skier's rides come together, so no more than theirs need be remembered.
          const name = `${ride.skierID}#${ride.resortID}`;
          if (skier !== name) [skier, seen] = [name, new Set()];
          if (seen.has(counterPk(ride))) continue;
          seen.add(counterPk(ride));
          dayOf(ride).skiers += 1;
          skierDays.push(ride);
        }
        for (const some of chunksOf(skierDays, KEYS_A_GET)) unmarked.push(...(await store.unmarked(some)));
        if (unmarked.length >= UNMARKED_MAX) {
          await markMissing(unmarked);
          unmarked = [];
        }
      }
      await markMissing(unmarked);
      return rides;
    }

    /** Counts those who are still not counted when the stream has had its time. */
    async function markMissing(skierDays: readonly SkierDay[]): Promise<void> {
      if (skierDays.length === 0) return;
      await timers.sleep(lagMs);
      for (const some of chunksOf(skierDays, KEYS_A_GET)) {
        const missing = await store.unmarked(some);
        await views.see(missing);
        for (const skierDay of missing) dayOf(skierDay).markersMissing += 1;
        await timers.sleep(1);
      }
    }

    /**
     * Holds markers against rides and counters against markers. Counters that read the same before and after all markers
     * were read have stood still meanwhile; the days whose have not, or that were mended, are answered, for another look.
     */
    async function compareViews(names: ReadonlySet<string>, isFirst: boolean): Promise<Set<string>> {
      const before = new Map<string, number>();
      for (const name of names) before.set(name, sum(await store.countersOf(days.get(name) as DayRecount)));
      const markers = await countMarkers();
      const again = new Set<string>();
      // Only the first look finds days that have markers and no rides.
      for (const [name, day] of days) {
        if (!isFirst && !names.has(name)) continue;
        const [counters, marked] = [await store.countersOf(day), markers.get(name) ?? 0];
        const short = marked - sum(counters);
        if (before.get(name) !== sum(counters)) again.add(name);
        else if (marked > day.skiers && (await unmarkExtra(day)) > 0) again.add(name);
        else if (short !== 0 && !(await store.adjust(day, counters, short))) again.add(name);
        else day.countersShort += short;
      }
      return again;
    }

    async function countMarkers(): Promise<Map<string, number>> {
      const markers = new Map<string, number>();
      for await (const page of store.markers()) {
        for (const marker of page.filter(isWanted)) {
          dayOf(marker);
          markers.set(counterPk(marker), (markers.get(counterPk(marker)) ?? 0) + 1);
        }
      }
      return markers;
    }

    /** A ride may come in between and find its marker still there, so it is looked for once more afterwards. */
    async function unmarkExtra(day: DayRecount): Promise<number> {
      let extra = 0;
      for await (const page of store.markers()) {
        for (const marker of page.filter((each) => counterPk(each) === counterPk(day))) {
          if ((await store.hasRides(marker)) || !(await store.unmark(marker))) continue;
          if (await store.hasRides(marker)) await views.see([marker]);
          else extra += 1;
        }
      }
      day.markersExtra += extra;
      return extra;
    }

    function dayOf({ resortID, seasonID, dayID }: ResortDay): DayRecount {
      const place = { resortID, seasonID, dayID };
      const none = { skiers: 0, markersMissing: 0, markersExtra: 0, countersShort: 0, isMoving: false };
      const day = days.get(counterPk(place)) ?? { ...place, ...none };
      days.set(counterPk(place), day);
      return day;
    }
  };
}

/** Whether the views of a day said anything else than its rides. */
export function isDifferent({ markersMissing, markersExtra, countersShort }: DayRecount): boolean {
  return markersMissing > 0 || markersExtra > 0 || countersShort !== 0;
}

/** 10,000 × some 200 bytes = 2 MB of them wait for the stream at a time. */
const UNMARKED_MAX = 10_000;
const ATTEMPTS_MAX = 3;

function sum(counters: ReadonlyMap<string, number>): number {
  return [...counters.values()].reduce((total, n) => total + n, 0);
}

/** As many as one `get` takes. */
const KEYS_A_GET = 100;

function inOrder(a: ResortDay, b: ResortDay): number {
  return a.resortID - b.resortID || a.seasonID.localeCompare(b.seasonID) || a.dayID - b.dayID;
}
