import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { GetSkierDay } from './contract.ts';
import { verticalOf } from './domain.ts';
import type { RidesStore } from './store.ts';

/** Sums a skier's day over the rides themselves: there is no second copy that could disagree. */
export function getSkierDay({ rides }: { rides: RidesStore }): Serve<typeof GetSkierDay> {
  return async ({ params }) => {
    const day = await rides.ofSkierDay(params);

    return day.length === 0 ? problem('not_found') : ok(verticalOf(day));
  };
}
