/** What one item, or one page, cost on AWS: capacity units as `ConsumedCapacity` would report them. */
export interface Consumed {
  readonly table: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

const READ_UNIT_BYTES = 4 * 1024;
const WRITE_UNIT_BYTES = 1024;

/**
 * One unit each 4 KB, half of it for an eventually consistent read; an absent item or an empty page costs one unit too.
 * A page counts the sum of its items. "Capacity unit consumption",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function readUnits(bytes: number, { consistent }: { consistent: boolean }): number {
  return unitsOf(bytes, READ_UNIT_BYTES) * (consistent ? 1 : 0.5);
}

/**
 * One unit each KB of the larger of the item before and after; a failed condition costs the item that stands there.
 * Every action of a transaction costs twice, a ConditionCheck like a write ("Capacity management for transactions",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html); for a cancelled one AWS
 * publishes no figure, so it is charged in full.
 */
export function writeUnits(bytes: number, { transactional }: { transactional: boolean }): number {
  return unitsOf(bytes, WRITE_UNIT_BYTES) * (transactional ? 2 : 1);
}

function unitsOf(bytes: number, unitBytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes));
}
