import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import { rideOf } from './store.ts';
import type { ViewsStore } from './views-store.ts';

/**
 * The stream's worker: keeps the count of a resort-day's unique skiers. It looks at INSERTs alone, because a ride that
 * was written again was seen before; told of one twice, it counts once.
 */
export function seeSkiers({ views, metrics }: { views: ViewsStore; metrics: Metrics }) {
  return async (batch: readonly ChangeRecord[], log: Log): Promise<void> => {
    const inserted = batch.flatMap(({ kind, item }) => (kind === 'INSERT' && item ? [rideOf(item)] : []));

    const counted = await views.see(inserted);

    metrics.count('SkierDaysCounted', counted);
    log.info('stream batch viewed', { records: batch.length, inserted: inserted.length, counted });
  };
}
