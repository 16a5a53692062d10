import { sealed } from './engine/sealed-globals.ts';
import type { Found } from './engine/world.ts';
import type { Scenario } from './scenario.ts';
import { inItsWorld, ofSeed } from './simulate.ts';

/** What many seeds have come to together. */
export interface Sum {
  seeds: number;
  events: number;
  faults: number;
  readonly marks: Map<string, number>;
  readonly violations: (NonNullable<Found['violation']> & { readonly seed: number })[];
}

/** Plays a scenario under so many seeds, one after another. */
export function simulateMany(scenario: Scenario, range: Range): Promise<Sum> {
  return sealed(() => playAll(scenario, range));
}

interface Range {
  readonly from: number;
  readonly seeds: number;
}

async function playAll(scenario: Scenario, { from, seeds }: Range): Promise<Sum> {
  const sum: Sum = { seeds, events: 0, faults: 0, marks: new Map(), violations: [] };
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violation, events, faults, marks } = await inItsWorld(ofSeed(seed, scenario));
    sum.events += events;
    sum.faults += faults;
    for (const [mark, count] of marks) sum.marks.set(mark, (sum.marks.get(mark) ?? 0) + count);
    if (violation) sum.violations.push({ seed, ...violation });
  }
  return sum;
}

/** What should have happened and did too seldom: fewer than one in a thousand seeds has met it. */
export function missedBy({ seeds, marks }: Sum, { mustMeet }: Scenario): string[] {
  const floor = Math.floor(seeds / SEEDS_A_MEETING);
  return mustMeet.filter((mark) => (marks.get(mark) ?? 0) < floor);
}

/** So a run of less than a thousand seeds proves nothing of what it has met, and is not held to it. */
const SEEDS_A_MEETING = 1_000;
