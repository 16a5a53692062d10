import type { Fault } from './engine/faults.ts';
import type { World } from './engine/world.ts';

/** A story that is played in a world, through all of its phases: chaos, heal, check. */
export interface Scenario {
  readonly name: string;
  /** Resolves at its end; what it finds to be wrong, it tells the world. */
  play(world: World): Promise<void>;
  /** What many seeds must have met together; else a fault that never strikes would look like a proof. */
  readonly mustMeet: readonly string[];
}

/** Each of these faults where each of these runs. */
export function each(faults: readonly Fault[], where: readonly string[]): string[] {
  return faults.flatMap((fault) => where.map((place) => `${fault} @ ${place}`));
}
