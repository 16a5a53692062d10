import { scopes } from '#platform/call.ts';
import type { Ride } from '../../../lambdas/rides/domain.ts';
import { nameOf } from '../../../lambdas/rides/store.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';

/** All that the gates have sent, and what of it was acknowledged. */
export interface Gates {
  readonly sent: ReadonlyMap<string, Ride>;
  readonly acknowledged: ReadonlySet<string>;
  /** Sends scans, alone or as a batch, until they are acknowledged or the gate gives up. */
  submit(rides: readonly Ride[]): Promise<void>;
}

export function createGates(world: World, gateway: Gateway): Gates {
  const sent = new Map<string, Ride>();
  const acknowledged = new Set<string>();
  return { sent, acknowledged, submit };

  async function submit(rides: readonly Ride[]): Promise<void> {
    for (const ride of rides) sent.set(nameOf(ride), ride);
    const request = requestFor(rides);
    world.mark('an operation');
    for (;;) {
      const response = await gateway.send(request);
      if (response && response.status < 300) break;
      if (response && response.status < 500) world.violate('I14', `a gate was answered ${response.status}`);
      if (world.fault('client: gives up', 'gate')) return;
      await world.sleep(RETRY_MS[world.choose('retry after', RETRY_MS.length)] ?? 0);
    }
    for (const ride of rides) acknowledged.add(nameOf(ride));
  }
}

/** Some gates send some scans each. */
export async function playGates(
  world: World,
  { submit }: Gates,
  { gates, scansEach }: { readonly gates: number; readonly scansEach: number },
): Promise<void> {
  await Promise.all(
    Array.from({ length: gates }, async () => {
      for (let scan = 0; scan < scansEach; scan += 1) {
        await world.sleep(500 * world.choose('pause', 20));
        const count = 1 + (world.choose('batch of', 4) % 3);
        await submit(Array.from({ length: count }, () => someRide(world)));
      }
    }),
  );
}

/** Few skiers, days and lifts, so that the same ride is sent by two gates now and then. */
function someRide({ choose }: World): Ride {
  return {
    resortID: 1 + choose('resort', 2),
    seasonID: '2022',
    dayID: 1 + choose('day', 2),
    skierID: 1 + choose('skier', 4),
    time: choose('time', 5),
    liftID: 1 + choose('lift', 5),
  };
}

const RETRY_MS = [1_000, 10_000, 11 * 60_000, 25 * 3_600_000];

/** The rides that a success acknowledges. */
export function ridesIn({ method, body, path }: Request): string[] {
  if (method !== 'POST' || path.startsWith('/resorts')) return [];
  if (path === '/rides') return (body as { rides: Ride[] }).rides.map(nameOf);
  const [resortID = 0, seasonID = 0, dayID = 0, skierID = 0] = path.match(/\d+/g)?.map(Number) ?? [];
  return [nameOf({ resortID, seasonID: String(seasonID), dayID, skierID, ...(body as Pick<Ride, 'time' | 'liftID'>) })];
}

export const STAFF = { sub: 'staff', scopes: new Set(scopes) };

function requestFor(rides: readonly Ride[]): Request {
  const [only] = rides;
  if (!only || rides.length > 1) return { method: 'POST', path: '/rides', body: { rides }, principal: STAFF };
  const { resortID, seasonID, dayID, skierID, time, liftID } = only;
  const path = `/skiers/${resortID}/seasons/${seasonID}/days/${dayID}/skiers/${skierID}`;
  return { method: 'POST', path, body: { time, liftID }, principal: STAFF };
}
