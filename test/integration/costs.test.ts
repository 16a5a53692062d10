import { beforeEach, expect, it } from 'vitest';
import { memoryCache } from '#platform/memory-cache.ts';
import type { ReceivedMessage } from '#platform/queue.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import { seeSkiers } from '../../lambdas/rides/see-skiers.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { storeRides } from '../../lambdas/rides/store-rides.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock, random, timers } from '../../lib/local/platform.ts';
import { routesOn } from '../../lib/local/services.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryGateway } from '../fakes/memory-gateway.ts';
import { fakeQueue } from '../fakes/queue.ts';
import { memoryStorage } from '../fakes/storage.ts';
import { dayPathOf, type Scan, skiersPathOf } from '../load/scan.ts';

const RESORTS = 10;
const SKIERS_A_RESORT = 20;
const RIDES = 30;
const SCANS = RESORTS * SKIERS_A_RESORT * RIDES;
const SCANS_A_POST = 25;
/** Far below what AWS feeds at once, so that more transactions share the same number of skiers: on the dear side. */
const BATCH = 100;

let consumed: Consumed[];
let system: Awaited<ReturnType<typeof meteredSystem>>;

beforeEach(async () => {
  consumed = [];
  system = await meteredSystem((each) => void consumed.push(each));
});

it('takes a scan, and a batch of them, without a call of DynamoDB', async () => {
  const [first, ...others] = scansOfADay() as [Scan, ...Scan[]];

  const single = await system.post(dayPathOf(first), { time: first.time, liftID: first.liftID });
  const batch = await system.post('/rides', { rides: others.slice(0, SCANS_A_POST) });

  expect([single.status, batch.status]).toEqual([201, 200]);
  expect(consumed).toEqual([]);
});

it(`writes about 1.1 units a scan in all at ${RIDES} rides a skier-day, and reads half a unit at the most`, async () => {
  await system.takeScans(scansOfADay());

  await system.workOff();

  const { writeUnits, readUnits } = totals();
  expect(consumed.filter(({ table, writeUnits }) => table === 'rides' && writeUnits === 1)).toHaveLength(SCANS);
  expect(writeUnits / SCANS).toBeCloseTo(1.1, 1);
  expect(readUnits / SCANS).toBeLessThanOrEqual(0.5);
});

it('writes one unit for a scan that comes again, and nothing for the view', async () => {
  await system.takeScans(scansOfADay());
  await system.workOff();
  consumed.length = 0;

  await system.takeScans(scansOfADay());
  await system.workOff();

  expect(totals()).toEqual({ readUnits: 0, writeUnits: SCANS });
});

it("reads a skier's day and the skiers of a day with one unit each", async () => {
  const [scan] = scansOfADay() as [Scan];
  await system.takeScans(scansOfADay());
  await system.workOff();
  consumed.length = 0;

  const [vertical, skiers] = [await system.get(dayPathOf(scan)), await system.get(skiersPathOf(scan))];

  expect(await vertical.json()).toBe((10 * (RIDES * (RIDES + 1))) / 2);
  expect(await skiers.json()).toMatchObject({ numSkiers: SKIERS_A_RESORT });
  expect(consumed.map(({ table, readUnits }) => [table, readUnits])).toEqual([
    ['rides', 1],
    ['views', 1],
  ]);
});

function totals() {
  const sum = (unit: 'readUnits' | 'writeUnits') => consumed.reduce((total, each) => total + each[unit], 0);
  return { readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
}

/** In the order of the day: every skier takes the first ride before any takes the second. */
function scansOfADay(): Scan[] {
  return Array.from({ length: SCANS }, (_, n) => {
    const ride = Math.floor(n / (RESORTS * SKIERS_A_RESORT));
    const skier = n % (RESORTS * SKIERS_A_RESORT);
    const time = ride * 10;
    return { resortID: 1 + (skier % RESORTS), seasonID: '2022', dayID: 1, skierID: 1 + skier, time, liftID: 1 + ride };
  });
}

/** Gateway, operations and both workers on one engine whose every command is accounted; the workers run when told to. */
async function meteredSystem(onCapacity: (consumed: Consumed) => void) {
  const storage = memoryStorage({ tables: ['rides', 'views'] });
  const changes: ChangeRecord[] = [];
  const items = itemsEngine({
    tables: { rides: { sk: true, stream: true }, views: { sk: true } },
    rows: storage.table,
    onCapacity,
    onChange(_table, told) {
      for (const { kind, ...rest } of told)
        if (kind !== 'NONE') changes.push({ id: String(changes.length), kind, ...rest });
    },
  });
  const [queue, metrics, log] = [fakeQueue(), counters(), fakeLog()];
  const platform = { clock, random, timers, items, queue, cache: memoryCache({ clock }), metrics };
  const store = storeRides({ rides: ridesStore(items, 'rides'), deadLetters: fakeQueue(), metrics });
  const see = seeSkiers({ views: viewsStore(platform, 'views'), metrics });
  const routes = routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } });
  const url = await memoryGateway({ storage, routes, clock, random, log });

  return {
    get: (path: string) => fetch(url + path),
    post,
    async takeScans(scans: readonly Scan[]): Promise<void> {
      for (const rides of chunksOf(scans, SCANS_A_POST)) await post('/rides', { rides });
    },
    /** Both workers, until nothing is left. */
    async workOff(): Promise<void> {
      const messages = queue.sent.splice(0).map(({ body }, n): ReceivedMessage => {
        return { id: String(n), body, attributes: {}, receiveCount: 1, sentAt: clock.now() };
      });
      for (const batch of chunksOf(messages, BATCH)) await store(batch, log);
      for (const batch of chunksOf(changes.splice(0), BATCH)) await see(batch, log);
    },
  };

  function post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, n) => values.slice(n * size, (n + 1) * size));
}
