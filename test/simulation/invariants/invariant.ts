import type { World } from '../engine/world.ts';

/**
 * Something that must always hold. The numbers:
 *
 * | id  | what it is about |
 * |-----|------------------|
 * | I1  | money is conserved |
 * | I2  | a balance is the fold of its entries |
 * | I3  | no balance is negative, or beyond exact numbers |
 * | I4  | one effect at most a principal, operation and key |
 * | I5  | what was answered is so, and all that was seen fits into one order |
 * | I6  | a spoken refusal is final |
 * | I7  | replays are equal byte for byte |
 * | I8  | the same key for another request is refused |
 * | I9  | nothing crosses principals |
 * | I10 | an acknowledged scan is stored and counted once |
 * | I11 | nothing is acknowledged before the queue has it |
 * | I12 | dead letters are deserved, and say why |
 * | I14 | no input brings a 500 |
 * | I15 | when faults end, everything comes to rest |
 * | I17 | versions have no gap and no order but their own |
 * | I18 | every effect names its author |
 * | I19 | what is held is not spent |
 * | I20 | a hold counts for as long as it should |
 * | I21 | a hold is settled once, and what was captured has moved |
 * | I22 | never more is given back than was moved |
 * | I23 | money moves as it was asked for |
 * | I24 | what is closed is empty, and stays as it is |
 * | I25 | a statement is the fold of its entries, at one moment |
 * | I26 | an address is replaced by whoever has seen it |
 */
export interface Invariant<Facts> {
  readonly id: string;
  readonly says: string;
  /** What is wrong, or nothing. */
  readonly broken: (facts: Facts) => string | undefined;
}

export function check<Facts>(world: World, { id, says, broken }: Invariant<Facts>, facts: Facts): void {
  const found = broken(facts);
  if (found !== undefined) world.violate(id, `${says}: ${found}`);
}

/** The first of them, as what is wrong. */
export function firstOf(values: Iterable<string>): string | undefined {
  const [first] = values;
  return first;
}
