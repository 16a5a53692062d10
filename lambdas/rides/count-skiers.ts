import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import type { CountSkiers } from './contract.ts';
import { resortNamed } from './domain.ts';
import type { ViewsStore } from './views-store.ts';

/** Reads the count that the stream keeps; a day that nobody skied is not found. */
export function countSkiers({ views }: { views: ViewsStore }): Serve<typeof CountSkiers> {
  return async ({ params }) => {
    const numSkiers = await views.skiersOf(params);

    if (numSkiers === undefined) return problem('not_found');
    return ok({ time: resortNamed(params.resortID) ?? `Resort ${params.resortID}`, numSkiers });
  };
}
