import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetVertical } from './contract.ts';
import { mayRead, type Ride, verticalOf } from './domain.ts';
import type { RidesStore } from './store.ts';

/** Sums a skier's rides by season over the resorts asked for. Somebody else's are read, and then not found. */
export function getVertical({ rides }: { rides: RidesStore }): Serve<typeof GetVertical> {
  return async ({ params: { skierID }, query: { resort, season } }, { principal }) => {
    const [only, ...more] = season ?? [];
    const seasonID = more.length === 0 ? only : undefined;
    const asked = [...new Set(resort)].map((resortID) =>
      rides.ofSkier({ skierID, resortID, ...(seasonID && { seasonID }) }),
    );
    const found = (await Promise.all(asked)).flat().filter((ride) => !season || season.includes(ride.seasonID));

    return found.length === 0 || !mayRead(principal, { skierID })
      ? problem('not_found')
      : ok({ resorts: bySeason(found) });
  };
}

function bySeason(rides: readonly Ride[]) {
  return [...Map.groupBy(rides, ({ seasonID }) => seasonID)]
    .map(([seasonID, ofSeason]) => ({ seasonID, totalVert: verticalOf(ofSeason) }))
    .toSorted((a, b) => a.seasonID.localeCompare(b.seasonID));
}
