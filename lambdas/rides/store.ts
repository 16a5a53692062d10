import type { Item, Items } from '#platform/items.ts';
import { queryAll } from '#platform/pages.ts';
import type { Ride, SkierDay } from './domain.ts';

/**
 * The rides table. A ride's key is everything that names the ride, so writing it again changes nothing and needs no
 * condition; the item holds only what the request said, so a redelivery writes the same item.
 *
 * | pk                     | sk                                           | attributes |
 * |------------------------|----------------------------------------------|------------|
 * | `{skierID}#{resortID}` | `{seasonID}#{dayID:03}#{time:04}#{liftID:05}` | `waitTime?` |
 */
export interface RidesStore {
  /** Stores rides, the same one twice included (the last wins); answers those that stayed unprocessed. */
  put(rides: readonly Ride[]): Promise<Ride[]>;
  /** The rides of one skier on one day at one resort, in the order of the day. */
  ofSkierDay(day: SkierDay): Promise<Ride[]>;
  /** The rides of one skier at one resort, of one season or of all, in the order of time. */
  ofSkier(skier: Skier): Promise<Ride[]>;
}

export function ridesStore(items: Items, table: string): RidesStore {
  return {
    async put(rides) {
      const distinct = new Map(rides.map((ride) => [nameOf(ride), ride]));
      const unprocessed = await items.putAll(table, [...distinct.values()].map(toItem));
      return unprocessed.map(rideOf);
    },

    ofSkierDay: (day) => ofPrefix(day, `${dayPrefix(day)}#`),

    ofSkier: ({ seasonID, ...skier }) => ofPrefix(skier, seasonID === undefined ? '' : `${seasonID}#`),
  };

  /** Every page of one partition's rides whose sort key starts like this. */
  async function ofPrefix(skier: Pick<Ride, 'skierID' | 'resortID'>, prefix: string): Promise<Ride[]> {
    const found = await queryAll(items, {
      TableName: table,
      KeyConditionExpression: prefix ? '#pk = :pk AND begins_with(#sk, :prefix)' : '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk', ...(prefix && { '#sk': 'sk' }) },
      ExpressionAttributeValues: { ':pk': pkOf(skier), ...(prefix && { ':prefix': prefix }) },
      ConsistentRead: true,
    });
    return found.map(rideOf);
  }
}

/** One skier at one resort; of one season, where it is given. */
export type Skier = Pick<Ride, 'skierID' | 'resortID'> & Partial<Pick<Ride, 'seasonID'>>;

/** One name for one ride: what `put` makes distinct by, and what its key says. */
export function nameOf(ride: Ride): string {
  return `${pkOf(ride)}|${skOf(ride)}`;
}

function pkOf({ skierID, resortID }: Pick<Ride, 'skierID' | 'resortID'>): string {
  return `${skierID}#${resortID}`;
}

function skOf(ride: Ride): string {
  return `${dayPrefix(ride)}#${pad(ride.time, 4)}#${pad(ride.liftID, 5)}`;
}

function dayPrefix({ seasonID, dayID }: Pick<Ride, 'seasonID' | 'dayID'>): string {
  return `${seasonID}#${pad(dayID, 3)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function toItem(ride: Ride): Item {
  const { waitTime } = ride;
  return { pk: pkOf(ride), sk: skOf(ride), ...(waitTime !== undefined && { waitTime }) };
}

/** The ride that an item is; the stream's worker reads items, too. */
export function rideOf(item: Item): Ride {
  const [skierID, resortID] = String(item['pk']).split('#').map(Number) as [number, number];
  const [seasonID, dayID, time, liftID] = String(item['sk']).split('#') as [string, string, string, string];
  const { waitTime } = item;
  return {
    resortID,
    seasonID,
    dayID: Number(dayID),
    skierID,
    time: Number(time),
    liftID: Number(liftID),
    ...(waitTime !== undefined && { waitTime: Number(waitTime) }),
  };
}
