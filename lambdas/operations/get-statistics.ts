import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { GetStatistics } from './contract.ts';
import type { Statistics } from './statistics.ts';

/** Tells how long each endpoint took, in the published API's own words. */
export function getStatistics({ statistics }: { statistics: Statistics }): Serve<typeof GetStatistics> {
  return async () => {
    const latencies = await statistics.endpoints();

    const endpointStats = latencies.map(({ method, path, meanMs, maxMs }) => {
      return { URL: path, operation: method, mean: meanMs, max: maxMs };
    });
    return ok({ endpointStats });
  };
}
