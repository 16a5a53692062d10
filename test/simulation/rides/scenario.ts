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
import type { Scenario } from '../scenario.ts';
import { type RidesCloud, ridesCloud } from './cloud.ts';
import { ridesMustMeet } from './coverage.ts';
import { checkRides, watchCounters } from './end.ts';
import { playGates, ridesIn } from './gates.ts';
import { operatorAt } from './operator.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How many gates send how much. */
export interface RidesOptions {
  readonly gates: number;
  readonly scansEach: number;
}

/**
 * Scans from the gate to the view: the queue and its worker, dead letters and their operator, the stream and its worker.
 * Some twenty minutes of chaos, or days where a deploy was bad; then an operator replays the dead letters day by day.
 */
export function ridesScenario({ gates, scansEach }: RidesOptions): Scenario {
  return {
    name: 'rides',
    mustMeet: ridesMustMeet,
    async play(world) {
      const brokenUntil = world.fault('function: deploy that fails', 'deploy')
        ? BROKEN_MS[world.choose('broken for', 4)]
        : 0;
      const isBroken = () => world.now() < (brokenUntil ?? 0);
      const queued = new Set<string>();
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
      const operator = operatorAt(world, cloud);
      const poisoned = poison(world, cloud);

      const gatesAreDone = playGates({ world, gateway: cloud.gateway, gates, scansEach });
      await world.sleep(20 * MINUTE_MS);
      await operator.replay();
      await world.sleep(Math.max(0, (brokenUntil ?? 0) - world.now()));

      world.heal();
      const sent = await gatesAreDone;
      await world.sleep(HOUR_MS);
      while ((await operator.replay()) !== 0 && !world.found.violation) await world.sleep(DAY_MS);
      await checkRides(world, { cloud, sent, poisoned, buried });
    },
  };
}

const BROKEN_MS = [10 * MINUTE_MS, 2 * HOUR_MS, DAY_MS, 5 * DAY_MS];

function onAnswer(
  world: World,
  { request, response, queued }: { request: Request; response: HttpResponse; queued: ReadonlySet<string> },
): void {
  const { status } = response;
  world.mark(`${request.method} answered ${status}`);
  check(world, noAnswerIsASurprise, { operation: request.path, status });
  if (request.method !== 'POST' || status >= 300) return;
  check(world, invariants.acknowledgedIsQueued, { acknowledged: ridesIn(request), queued });
}

/** Messages that are no rides, from whoever else can write to the queue; each with the code that it must be kept under. */
function poison(world: World, { queue }: RidesCloud): Set<string> {
  const poisoned = new Set<string>();
  for (const body of ['no JSON', '{"schema":1,"rides":[]}', '{"schema":9,"rides":[{}]}']) {
    if (!world.fault('queue: poisoned', 'rides')) continue;
    poisoned.add(body);
    world.after(1_000 * world.choose('poisoned at', 600), () => queue.put({ body }));
  }
  return poisoned;
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
