import type { HttpResponse } from '#platform/http.ts';
import type { BatchOutcome } from '#platform/queue.ts';
import { readRides } from '../../../lambdas/rides/message.ts';
import { nameOf } from '../../../lambdas/rides/store.ts';
import type { Outcome } from '../cloud/fleet.ts';
import type { Request } from '../cloud/gateway.ts';
import type { Message } from '../cloud/queue.ts';
import { queueFeed } from '../cloud/queue-feed.ts';
import type { World } from '../engine/world.ts';
import { noAnswerIsASurprise } from '../invariants/api.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/rides.ts';
import { type RidesCloud, ridesCloud } from './cloud.ts';
import { checkRides, watchCounters } from './end.ts';
import { createGates, type Gates, ridesIn } from './gates.ts';
import { type Operator, operatorAt } from './operator.ts';

/** The whole way of a scan, watched at every step. */
export interface RidesStage {
  readonly cloud: RidesCloud;
  readonly gates: Gates;
  readonly operator: Operator;
  /** Puts a message that no worker can read into the queue. */
  poison(body: string): void;
  /** Replays the dead letters until there are none that could be stored, and holds what is left against what was sent. */
  end(): Promise<void>;
}

const HOUR_MS = 3_600_000;

export function setRidesStage(world: World, isBroken: () => boolean): RidesStage {
  const [queued, poisoned] = [new Set<string>(), new Set<string>()];
  const cloud = ridesCloud({
    world,
    isBroken,
    onAnswer: (request, response) => onAnswer(world, { request, response, queued }),
  });
  const buried = feed(world, cloud, isBroken);
  watchCounters(world, cloud.tables.rows('views'));
  cloud.queue.onTaken = ({ body }) => {
    const read = readRides(body);
    if (read.kind === 'rides') for (const ride of read.rides) queued.add(nameOf(ride));
  };
  const gates = createGates(world, cloud.gateway);
  const operator = operatorAt(world, cloud);

  return {
    cloud,
    gates,
    operator,
    poison(body) {
      poisoned.add(body);
      cloud.queue.put({ body });
    },
    async end() {
      await world.sleep(HOUR_MS);
      while ((await operator.replay()) !== 0 && !world.found.violation) await world.sleep(24 * HOUR_MS);
      await checkRides(world, { cloud, sent: gates, poisoned, buried });
    },
  };
}

function onAnswer(
  world: World,
  { request, response, queued }: { request: Request; response: HttpResponse; queued: ReadonlySet<string> },
): void {
  const { status } = response;
  world.mark(`${request.method} answered ${status}`);
  check(world, noAnswerIsASurprise, { operation: request.path, status });
  if (status >= 300) return;
  check(world, invariants.acknowledgedIsQueued, { acknowledged: ridesIn(request), queued });
}

/** Feeds the worker and judges what comes of it; answers the messages that the queue gives up, as it does. */
function feed(world: World, { queue, worker }: RidesCloud, isBroken: () => boolean): ReadonlySet<string> {
  const buried = new Set<string>();
  /** Of the batch that came last to its end: what its table had refused. */
  const refused = new WeakMap<readonly Message[], readonly string[]>();
  queueFeed({
    world,
    queue,
    worker: 'storeRides',
    batchSize: 5,
    windowMs: 1_000,
    concurrency: 2,
    invoke: (batch) =>
      worker.invoke('storeRides', async ({ work, refused: left }) => {
        const outcome = await work(batch);
        refused.set(
          batch,
          left().map(({ pk, sk }) => `${pk}|${sk}`),
        );
        return outcome;
      }),
    onOutcome(batch, outcome) {
      for (const message of batch) judge(message, outcome, refused.get(batch) ?? []);
    },
  });
  queue.onBuried = ({ id, receiveCount, excuses }) => {
    buried.add(id);
    check(world, invariants.buriedForItsOwnSake, { id, receiveCount, excuses });
  };
  return buried;

  /** Whether what happened to a message was for its own sake, and if it was no fault of its own, an excuse. */
  function judge(message: Message, outcome: Outcome<BatchOutcome>, left: readonly string[]): void {
    if (outcome.kind === 'answered' && !outcome.value.retry.has(message.id)) return;
    const read = readRides(message.body);
    const isOwn = read.kind !== 'rides' || read.rides.some((ride) => left.includes(nameOf(ride)));
    const isExcused = outcome.kind === 'killed' || isOwn || isBroken();
    check(world, invariants.askedForOnlyForItsOwnSake, { id: message.id, outcome, isExcused });
    message.excuses += 1;
  }
}
