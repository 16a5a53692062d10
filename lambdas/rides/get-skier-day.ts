import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetSkierDay } from './contract.ts';
import { mayRead, verticalOf } from './domain.ts';
import type { RidesStore } from './store.ts';

/**
 * Sums a skier's day over the rides themselves: there is no second copy that could disagree. Somebody else's day is read
 * like any other and then not found, so that not even the time it takes says that there is one.
 */
export function getSkierDay({ rides }: { rides: RidesStore }): Serve<typeof GetSkierDay> {
  return async ({ params }, { principal }) => {
    const day = await rides.ofSkierDay(params);

    return day.length === 0 || !mayRead(principal, params) ? problem('not_found') : ok(verticalOf(day));
  };
}
