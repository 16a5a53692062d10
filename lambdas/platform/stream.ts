import type { Item } from './items.ts';

/**
 * A change of one item, as a table's stream tells it. Any record may come twice, late, or all over again from the start;
 * records of one key come in order, others do not.
 */
export interface ChangeRecord {
  /** Names the record within its stream; it says nothing of order, and the same change has another one when replayed. */
  readonly id: string;
  readonly kind: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** The item after the change; absent when it was removed. */
  readonly item?: Item;
}
