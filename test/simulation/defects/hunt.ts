import { sealed } from '../engine/sealed-globals.ts';
import { simulateMany } from '../many.ts';
import { scenarioNamed } from '../scenarios.ts';
import { inItsWorld, ofSeed } from '../simulate.ts';
import { playAt } from '../sweep/points.ts';
import { storyNamed } from '../sweep/stories.ts';
import type { Defect } from './defect.ts';

/** What a hunt has come to. */
export interface Hunted {
  /** The worlds, or the schedules, that it took; the last one violated the invariant, if any did. */
  readonly tries: number;
  readonly detail?: string;
}

/** So many seeds from the one that is stored, which alone is enough until the order of choices changes. */
const SEEDS_MAX = 300;

/** Looks for the violation where the defect says, and behind it. */
export function hunt({ caughtBy }: Defect): Promise<Hunted> {
  return sealed(() => ('seed' in caughtBy ? huntSeeds(caughtBy) : huntStory(caughtBy)));
}

type Caught<Where extends string> = Extract<Defect['caughtBy'], Record<Where, unknown>>;

async function huntSeeds({ scenario, seed, invariant }: Caught<'seed'>): Promise<Hunted> {
  for (let tries = 1; tries <= SEEDS_MAX; tries += 1) {
    const { violation } = await inItsWorld(ofSeed(seed + tries - 1, scenarioNamed(scenario)));
    if (violation?.invariant === invariant) return { tries, detail: violation.detail };
  }
  return { tries: SEEDS_MAX };
}

async function huntStory({ story, invariant }: Caught<'story'>): Promise<Hunted> {
  const scenario = storyNamed(story);
  const { points } = await playAt(scenario, []);
  for (const [index, point] of points.entries()) {
    const { violation } = (await playAt(scenario, [point])).found;
    if (violation?.invariant === invariant) return { tries: index + 1, detail: violation.detail };
  }
  return { tries: points.length };
}

/** How many of the first seeds catch it, and by what; with the first seed of each invariant. */
export async function survey({ caughtBy }: Defect, seeds: number) {
  const scenario = scenarioNamed('seed' in caughtBy ? caughtBy.scenario : 'rides');
  const { violations } = await simulateMany(scenario, { from: 1, seeds });
  const byInvariant = Map.groupBy(violations, ({ invariant }) => invariant);
  return [...byInvariant].map(([invariant, found]) => ({ invariant, seeds: found.length, first: found[0]?.seed }));
}
