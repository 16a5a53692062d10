import { type Choices, seeded } from './engine/choices.ts';
import { drawProfile, type Profile } from './engine/faults.ts';
import { sealed } from './engine/sealed-globals.ts';
import { createWorld, type Found, type World } from './engine/world.ts';
import type { Scenario } from './scenario.ts';

export interface Simulation {
  readonly scenario: Scenario;
  readonly choices: Choices;
  readonly profile: Profile;
  /** Takes the trace line by line. @default nobody reads it */
  readonly trace?: ((line: string) => void) | undefined;
}

/** Plays one scenario in one world to its end. */
export function simulate(simulation: Simulation): Promise<Found> {
  return sealed(() => inItsWorld(simulation));
}

/** The world of a seed: its choices, and among them the faults that it has. */
export function ofSeed(seed: number, scenario: Scenario, trace?: Simulation['trace']): Simulation {
  const choices = seeded(seed);
  return { scenario, choices, profile: drawProfile(choices), trace };
}

/** As {@link simulate}, for whoever has sealed the globals for many of them. */
export async function inItsWorld({ scenario, choices, profile, trace }: Simulation): Promise<Found> {
  const world = createWorld({ choices, profile, ...(trace && { trace }) });
  const unwatch = watchRejections(world);
  await play(scenario, world);
  // Node tells of a rejection that nobody awaits when the turn is over.
  await turn();
  unwatch();
  return world.found;
}

const { setImmediate } = globalThis;

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function play(scenario: Scenario, world: World): Promise<void> {
  let isOver = false;
  scenario.play(world).then(
    () => {
      isOver = true;
    },
    (error: unknown) => world.violate('the story', (error as Error).stack ?? String(error)),
  );
  await world.run();
  if (!isOver && !world.found.violation)
    world.violate('I15', 'The story never came to its end: somebody waits for ever');
}

/** In Lambda such a rejection ends the process, in the middle of whatever else it was doing. */
function watchRejections(world: World): () => void {
  const onRejection = (reason: unknown) => world.violate('L5', `A rejection that nobody awaits: ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  return () => void process.off('unhandledRejection', onRejection);
}
