import { created } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { AddSeason } from './contract.ts';
import { resortNamed } from './domain.ts';
import type { ViewsStore } from './views-store.ts';

/** Adds a season under its own year, so that adding it again changes nothing. */
export function addSeason({ views }: { views: ViewsStore }): Serve<typeof AddSeason> {
  return async ({ params: { resortID }, body: { year } }) => {
    if (!resortNamed(resortID)) return problem('not_found');

    await views.addSeason({ resortID, seasonID: year });
    return created();
  };
}
