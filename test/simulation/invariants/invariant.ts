import type { World } from '../engine/world.ts';

/** Something that must always hold, as docs/simulation.md numbers them. */
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
