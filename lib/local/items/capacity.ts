import type { Item } from '#platform/items.ts';
import type { EntryWrite } from './secondary-index.ts';
import { sizeOfItem } from './values.ts';

/** What one item, one page, or the entry of one index cost on AWS, in capacity units. */
export interface Consumed {
  readonly table: string;
  /** Where it is the index's own capacity. */
  readonly index?: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts only where somebody listens: sizes cost time. */
export interface Meter {
  itemRead(table: string, item: Item | undefined, consistent: boolean): void;
  pageRead(of: PageRead): void;
  itemWritten(table: string, written: ItemWritten): void;
  entryWritten(table: string, index: string, written: EntryWrite): void;
}

interface PageRead {
  readonly table: string;
  readonly index?: string | undefined;
  /** Asked for only where somebody listens. */
  readonly bytes: () => number;
  readonly consistent: boolean;
}

interface ItemWritten {
  /** Asked for only where somebody listens. */
  readonly before: () => Item | undefined;
  readonly bytesAfter: number;
  readonly transactional: boolean;
}

/**
 * "Capacity unit consumption",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function meter(onCapacity?: (consumed: Consumed) => void): Meter {
  return {
    itemRead(table, item, consistent) {
      this.pageRead({ table, bytes: () => (item ? sizeOfItem(item) : 0), consistent });
    },

    /** One unit each 4 KB of all items together, half of it if eventually consistent; nothing found costs one unit too. */
    pageRead({ table, index, bytes, consistent }) {
      if (!onCapacity) return;
      const readUnits = unitsOf(bytes(), READ_UNIT_BYTES) * (consistent ? 1 : 0.5);
      onCapacity({ table, ...(index !== undefined && { index }), readUnits, writeUnits: 0 });
    },

    /**
     * One unit each KB of the larger of the item before and after, also where a condition failed. An action of a
     * transaction costs twice, a ConditionCheck like a write ("Capacity management for transactions",
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html); for a cancelled one AWS
     * publishes no figure, so it is counted in full.
     */
    itemWritten(table, { before, bytesAfter, transactional }) {
      if (!onCapacity) return;
      const replaced = before();
      const bytes = Math.max(bytesAfter, replaced ? sizeOfItem(replaced) : 0);
      onCapacity({ table, readUnits: 0, writeUnits: unitsOf(bytes, WRITE_UNIT_BYTES) * (transactional ? 2 : 1) });
    },

    /**
     * One unit each KB of the entry, also after a transaction: to prepare and to commit is the table's part
     * ("Provisioned throughput considerations for Global Secondary Indexes", "Write capacity units",
     * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes).
     */
    entryWritten(table, index, { before, after }) {
      if (!onCapacity) return;
      const bytes = Math.max(before ? sizeOfItem(before) : 0, after ? sizeOfItem(after) : 0);
      onCapacity({ table, index, readUnits: 0, writeUnits: unitsOf(bytes, WRITE_UNIT_BYTES) });
    },
  };
}

const READ_UNIT_BYTES = 4 * 1024;
const WRITE_UNIT_BYTES = 1024;

function unitsOf(bytes: number, unitBytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes));
}
