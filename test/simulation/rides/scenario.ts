import type { Scenario } from '../scenario.ts';
import { ridesMustMeet } from './coverage.ts';
import { playGates } from './gates.ts';
import { setRidesStage } from './stage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long a build that fails stays deployed. */
const BROKEN_MS = [10 * MINUTE_MS, 120 * MINUTE_MS, DAY_MS, 5 * DAY_MS];
const POISON = ['no JSON', '{"schema":1,"rides":[]}', '{"schema":9,"rides":[{}]}'];

/** How many gates send how much. */
export interface RidesOptions {
  readonly gates: number;
  readonly scansEach: number;
}

/**
 * Scans from the gate to the view: the queue and its worker, dead letters and their operator, the stream and its worker.
 * Some twenty minutes of chaos, or days where a deploy was bad; then an operator replays the dead letters day by day.
 */
export function ridesScenario(options: RidesOptions): Scenario {
  return {
    name: 'rides',
    mustMeet: ridesMustMeet,
    async play(world) {
      const isBad = world.fault('function: deploy that fails', 'deploy');
      const brokenUntil = isBad ? (BROKEN_MS[world.choose('broken for', BROKEN_MS.length)] ?? 0) : 0;
      const stage = setRidesStage(world, () => world.now() < brokenUntil);
      for (const body of POISON) {
        if (!world.fault('queue: poisoned', 'rides')) continue;
        world.after(1_000 * world.choose('poisoned at', 20), () => stage.poison(body));
      }

      const gatesAreDone = playGates(world, stage.gates, options);
      await world.sleep(20 * MINUTE_MS);
      await stage.operator.replay();
      await world.sleep(Math.max(0, brokenUntil - world.now()));

      world.heal();
      await gatesAreDone;
      await stage.end();
    },
  };
}
