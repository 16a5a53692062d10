import type { DeadLetterQueue } from '#platform/queue.ts';
import { actsStore } from '../../../lambdas/rides/acts-store.ts';
import { deadLetters } from '../../../lambdas/rides/dead-letters.ts';
import type { Environment } from '../cloud/environment.ts';
import { fleet } from '../cloud/fleet.ts';
import { tracedLog } from '../cloud/log.ts';
import type { Message, SimulatedQueue } from '../cloud/queue.ts';
import type { World } from '../engine/world.ts';
import type { RidesCloud } from './cloud.ts';

export interface Operator {
  /** Sends back what the worker can read now; answers how many, undefined where it was interrupted. */
  replay(): Promise<number | undefined>;
}

/** Somebody with the tool for dead letters, from a machine that may go down in the middle. */
export function operatorAt(world: World, { letters, queue, tables }: RidesCloud): Operator {
  const log = tracedLog(world);
  const tool = fleet({
    world,
    name: 'operator',
    timeoutMs: 900_000,
    concurrency: 1,
    boot(environment) {
      const { clock, timers } = environment;
      const acts = actsStore(tables.itemsOf(environment), 'views');
      const source = queue.queueOf(environment);
      return deadLetters({ letters: lettersIn(environment, letters), source, acts, clock, timers, log });
    },
  });
  const { signal } = new AbortController();
  const acting = { choice: {}, who: 'operator', perSecond: 50, onProgress: () => undefined, signal };

  return {
    async replay() {
      const outcome = await tool.invoke('replay', ({ replay }) => replay(acting));
      return outcome.kind === 'answered' ? outcome.value : undefined;
    },
  };
}

function lettersIn({ request }: Environment, letters: SimulatedQueue): DeadLetterQueue {
  const held = new Map<string, Message>();
  return {
    receive: (max) =>
      request(async () => {
        const received = letters.receive(max);
        for (const message of received) held.set(message.id, message);
        return received;
      }),
    delete: (id) =>
      request(async () => {
        const message = held.get(id);
        if (message) letters.delete(message);
      }),
    release: (ids) =>
      request(async () => {
        for (const id of ids) {
          const message = held.get(id);
          if (message && !message.isDeleted) letters.release(message);
        }
      }),
  };
}
