import type { Ride, SkierDay } from '../../../lambdas/rides/domain.ts';
import { verticalOf } from '../../../lambdas/rides/domain.ts';
import { readRides } from '../../../lambdas/rides/message.ts';
import type { VersionedRows } from '../cloud/versioned-rows.ts';
import type { World } from '../engine/world.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/rides.ts';
import type { RidesCloud } from './cloud.ts';
import { type Gates, STAFF } from './gates.ts';

export interface End {
  readonly cloud: RidesCloud;
  readonly sent: Gates;
  readonly poisoned: ReadonlySet<string>;
  /** The messages that the queue gave up. */
  readonly buried: ReadonlySet<string>;
}

/** Holds what is left in the end against what the gates know. */
export async function checkRides(world: World, { cloud, sent, poisoned, buried }: End): Promise<void> {
  const { tables, queue, stream } = cloud;
  const stored = new Set(everything(tables.rows('rides')).map(({ pk, sk }) => `${pk}|${sk}`));
  const left = cloud.letters.messages();
  const readable = left.filter(({ body }) => readRides(body).kind === 'rides').length;

  check(world, invariants.everythingDrains, {
    left: {
      'the queue': queue.messages().length,
      'the stream': stream.isDrained() ? 0 : 1,
      'the dead letters': readable,
    },
  });
  check(world, invariants.acknowledgedIsStored, { acknowledged: sent.acknowledged, stored });
  check(world, invariants.onlyRidesAreStored, { sent: new Set(sent.sent.keys()), stored });
  check(world, invariants.poisonIsKept, { poisoned, kept: new Set(left.map(({ body }) => body)) });
  const letters = left.map(({ id, attributes }) => ({ id, why: attributes['code'] }));
  check(world, invariants.lettersSayWhy, { letters, buried });
  await checkReads(
    world,
    cloud,
    [...sent.sent].flatMap(([name, ride]) => (stored.has(name) ? ride : [])),
  );
}

/** What the API answers, against the rides. */
async function checkReads(world: World, { gateway }: RidesCloud, rides: readonly Ride[]): Promise<void> {
  for (const [path, ofDay] of Map.groupBy(rides, dayPath)) {
    const skiers = Map.groupBy(ofDay, ({ skierID }) => skierID);
    const { numSkiers } = (await read(`/resorts/${path}/skiers`)) as { numSkiers: number };
    check(world, invariants.countIsSkiers, { day: path, answered: numSkiers, skiers: skiers.size });
    for (const [skierID, ofSkier] of skiers) {
      const day = `/skiers/${path}/skiers/${skierID}`;
      const answered = (await read(day)) as number;
      check(world, invariants.verticalIsSum, { day, answered, ridden: verticalOf(ofSkier) });
    }
  }

  async function read(path: string): Promise<unknown> {
    const response = await gateway.send({ method: 'GET', path, principal: STAFF });
    return response?.status === 200 ? JSON.parse(response.body) : { numSkiers: 0 };
  }
}

function dayPath({ resortID, seasonID, dayID }: SkierDay): string {
  return `${resortID}/seasons/${seasonID}/days/${dayID}`;
}

/** After each write of the views, as soon as all of its items are there. */
export function watchCounters(world: World, views: VersionedRows): void {
  const counted = new Map<string, Map<string, number>>();
  const marked = new Map<string, Set<string>>();
  views.onWritten = ({ pk, sk }, item) => {
    const [kind = '', resort = '', season = '', day = ''] = pk.split('#');
    const name = `${resort}#${season}#${day}`;
    if (kind === 'SEEN') ofDay(marked, name, () => new Set<string>()).add(pk);
    else if (kind === 'DAY') ofDay(counted, name, () => new Map<string, number>()).set(sk, JSON.parse(item ?? '{}').n);
    else return;
    queueMicrotask(() => {
      const sum = [...(counted.get(name)?.values() ?? [])].reduce((total, n) => total + n, 0);
      check(world, invariants.countIsMarkers, { day: name, counted: sum, marked: marked.get(name)?.size ?? 0 });
    });
  };
}

function ofDay<T>(days: Map<string, T>, name: string, make: () => T): T {
  const known = days.get(name) ?? make();
  days.set(name, known);
  return known;
}

function everything(rows: VersionedRows) {
  return rows.after(undefined, Number.MAX_SAFE_INTEGER);
}
