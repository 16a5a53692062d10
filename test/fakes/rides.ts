import type { Items } from '#platform/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryStorage } from './storage.ts';

/** The tables of the rides on the real engine, in memory. */
export function ridesItems(): Items {
  const storage = memoryStorage({ tables: ['rides', 'views'] });
  return itemsEngine({ tables: { rides: { sk: true }, views: { sk: true } }, rows: storage.table });
}
