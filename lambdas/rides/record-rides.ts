import { ok } from '#platform/answer.ts';
import { parseSent, validationProblem } from '#platform/input.ts';
import type { Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { problemDocument } from '#platform/problem.ts';
import type { RecordRides } from './contract.ts';
import { StrictRide } from './domain.ts';
import { enqueueRides } from './message.ts';

/** Takes a gate's batch: the scans in order go into one message, acknowledged together; the others are named. */
export function recordRides({ queue, metrics }: Pick<Platform, 'queue' | 'metrics'>): Serve<typeof RecordRides> {
  return async ({ body }, call) => {
    const read = body.rides.map((scan) => parseSent(StrictRide, scan));
    const [first, ...others] = read.flatMap(({ data }) => data ?? []);
    const accepted = first ? 1 + others.length : 0;
    const rejected = read.flatMap(({ error }, index) => {
      if (!error) return [];
      return [{ index, problem: problemDocument(validationProblem(error, ['rides', String(index)]), call) }];
    });

    if (first) await enqueueRides(queue, [first, ...others], call);

    metrics.count('RidesAccepted', accepted);
    return ok({ accepted, rejected });
  };
}
