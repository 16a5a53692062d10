import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { ListSeasons } from './contract.ts';
import { resortNamed } from './domain.ts';
import type { ViewsStore } from './views-store.ts';

/** The seasons of a resort of ours, none included; another resort is not found. */
export function listSeasons({ views }: { views: ViewsStore }): Serve<typeof ListSeasons> {
  return async ({ params: { resortID } }) => {
    if (!resortNamed(resortID)) return problem('not_found');

    return ok({ seasons: await views.seasonsOf(resortID) });
  };
}
