import { created } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import type { RecordRide } from './contract.ts';
import { enqueueRides } from './message.ts';

/** Takes one scan and answers once the queue holds it; touches no table, so that a table in trouble stops no lift. */
export function recordRide({ queue, metrics }: Pick<Platform, 'queue' | 'metrics'>): Serve<typeof RecordRide> {
  return async ({ params, body }, call) => {
    await enqueueRides(queue, [{ ...params, ...body }], call);

    metrics.count('RidesAccepted', 1);
    return created();
  };
}
