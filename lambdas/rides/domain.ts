import * as z from 'zod';

/** A resort is known by its number; a scan is never refused because we have not heard of the resort. */
export const ResortID = { min: 1, max: 2 ** 31 - 1 } as const;
/** Likewise a skier: the gate is the authority. */
export const SkierID = { min: 1, max: 2 ** 31 - 1 } as const;
/** A day of the season; a season spans at most a leap year. */
export const DayID = { min: 1, max: 366 } as const;
/** A season is named by the four digits of the year in which it starts. */
export const SeasonID = z.string().regex(/^[0-9]{4}$/, 'must be four digits');
/** Lifts fit a signed 16-bit integer, as in the published API. */
export const LiftID = z.int().min(1).max(32_767);
/** Minutes, of the day (`time`) or in the queue (`waitTime`); 24 × 60 = 1440. */
export const Minutes = z.int().min(0).max(1_440);

/** One ride on one lift, named by everything in it but `waitTime`: sent twice, it is the same ride. */
export const Ride = z.object({
  resortID: z.int().min(ResortID.min).max(ResortID.max),
  seasonID: SeasonID,
  dayID: z.int().min(DayID.min).max(DayID.max),
  skierID: z.int().min(SkierID.min).max(SkierID.max),
  time: Minutes,
  liftID: LiftID,
  waitTime: Minutes.optional(),
});

export type Ride = z.output<typeof Ride>;

/** A ride and nothing else: as our own routes and messages take it. */
export const StrictRide = Ride.strict();

/** The resorts of the group. A scan at any other is taken all the same: the gate is the authority. */
export const resorts = [
  { resortName: 'Alpenglow', resortID: 1 },
  { resortName: 'Bear Hollow', resortID: 2 },
  { resortName: 'Crystal Bowl', resortID: 3 },
  { resortName: 'Dawn Ridge', resortID: 4 },
  { resortName: 'Eagle Pass', resortID: 5 },
  { resortName: 'Frostline', resortID: 6 },
  { resortName: 'Glacier Point', resortID: 7 },
  { resortName: 'Highmark', resortID: 8 },
  { resortName: 'Ironwood', resortID: 9 },
  { resortName: 'Juniper Peak', resortID: 10 },
] as const;

export function resortNamed(id: number): string | undefined {
  return resorts.find(({ resortID }) => resortID === id)?.resortName;
}

export type Season = Pick<Ride, 'resortID' | 'seasonID'>;
export type ResortDay = Season & Pick<Ride, 'dayID'>;
/** A skier's day at one resort. */
export type SkierDay = ResortDay & Pick<Ride, 'skierID'>;

/**
 * Who may see the rides of a skier: the skier, by the `skierID` of a guest's token; staff; and a program that acts for
 * nobody, as partners do. To everybody else they do not exist, nor do they to a guest whose token names no skier.
 */
export function mayRead({ sub, clientID, scopes, skierID }: Reading, skier: Pick<Ride, 'skierID'>): boolean {
  return skierID === skier.skierID || scopes.has('rides:admin') || (skierID === undefined && clientID === sub);
}

interface Reading {
  readonly sub: string;
  readonly scopes: ReadonlySet<string>;
  readonly clientID?: string;
  readonly skierID?: number;
}

/** The vertical of some rides, in the published API's own unit: ten for each number of the lift. */
export function verticalOf(rides: readonly Pick<Ride, 'liftID'>[]): number {
  return rides.reduce((sum, { liftID }) => sum + liftID * 10, 0);
}
