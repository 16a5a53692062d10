import { scopes } from '#platform/call.ts';
import type { Ride } from '../../../lambdas/rides/domain.ts';
import { nameOf } from '../../../lambdas/rides/store.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';

/** What the gates know: all that they have sent, and what of it was acknowledged. */
export interface Sent {
  readonly sent: Map<string, Ride>;
  readonly acknowledged: Set<string>;
}

export interface GatesOptions {
  readonly world: World;
  readonly gateway: Gateway;
  readonly gates: number;
  readonly scansEach: number;
}

/** Gates send their scans, alone or in batches, and send each again until it is acknowledged or they give up. */
export async function playGates({ world, gateway, gates, scansEach }: GatesOptions): Promise<Sent> {
  const sent = new Map<string, Ride>();
  const acknowledged = new Set<string>();
  await Promise.all(Array.from({ length: gates }, gate));
  return { sent, acknowledged };

  async function gate(): Promise<void> {
    for (let scan = 0; scan < scansEach; scan += 1) {
      await world.sleep(1_000 * world.choose('pause', 120));
      const rides = Array.from({ length: 1 + (world.choose('batch of', 4) % 3) }, someRide);
      await submit(rides);
    }
  }

  /** Few skiers, days and lifts, so that the same ride is sent by two gates now and then. */
  function someRide(): Ride {
    return {
      resortID: 1 + world.choose('resort', 2),
      seasonID: '2022',
      dayID: 1 + world.choose('day', 2),
      skierID: 1 + world.choose('skier', 4),
      time: world.choose('time', 5),
      liftID: 1 + world.choose('lift', 5),
    };
  }

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

const RETRY_MS = [1_000, 10_000, 11 * 60_000, 25 * 3_600_000];

/** The rides that an answer acknowledges. */
export function ridesIn({ body, path }: Request): string[] {
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
