import type { Ride } from '../../../lambdas/rides/domain.ts';
import type { World } from '../engine/world.ts';
import { STAFF } from '../rides/gates.ts';
import { type RidesStage, setRidesStage } from '../rides/stage.ts';
import type { Scenario } from '../scenario.ts';
import { reading } from './reading.ts';

export const ridesStories: readonly Scenario[] = [
  ridesStory('one-gate', async ({ gates }) => {
    await gates.submit([ride(1)]);
    await gates.submit([ride(2), ride(3)]);
  }),
  ridesStory('two-gates', async ({ gates }) => {
    await Promise.all([gates.submit([ride(1), ride(2)]), gates.submit([ride(2)])]);
  }),
  ridesStory('poison-and-letters', async ({ gates, poison, cloud, operator }) => {
    // A letter that could be stored now: whatever was wrong with it has been mended since.
    await gates.submit([ride(1)]);
    for (const message of cloud.queue.messages()) {
      cloud.queue.delete(message);
      cloud.letters.put(message);
    }
    poison('no JSON');
    await operator.replay();
  }),
  ridesStory('other-reads', async ({ cloud, gates }, world) => {
    await gates.submit([ride(1)]);
    const season = { method: 'POST', path: '/resorts/1/seasons', body: { year: '2022' }, principal: STAFF };
    while ((await cloud.gateway.send(season))?.status !== 201);
    const day = '1/seasons/2022/days/1/skiers';
    for (const path of ['/resorts/1/seasons', `/skiers/${day}/7`, `/resorts/${day}`]) {
      await reading(world, cloud.gateway, { path, principal: STAFF });
    }
    await reading(world, cloud.gateway, { path: '/skiers/7/vertical', query: 'resort=1', principal: STAFF });
  }),
];

function ridesStory(name: string, play: (stage: RidesStage, world: World) => Promise<void>): Scenario {
  return {
    name,
    mustMeet: [],
    async play(world) {
      const stage = setRidesStage(world, () => false);
      await play(stage, world);
      // Workers go on when the gates are done: the faults must be able to reach them, too.
      await world.sleep(1_000_000);
      world.heal();
      await stage.end();
    },
  };
}

function ride(liftID: number): Ride {
  return { resortID: 1, seasonID: '2022', dayID: 1, skierID: 7, time: 10 * liftID, liftID };
}
