import { beforeEach, expect, it } from 'vitest';
import type { Cache } from '#platform/cache.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { clock } from '../../lib/local/platform.ts';
import { forecastFrom, forecastSystem } from '../fakes/forecasts.ts';

let consumed: Consumed[];

beforeEach(() => {
  consumed = [];
});

it('publishes a small forecast with one unit, and one for the index', async () => {
  const system = await metered(memoryCache({ clock }));

  await system.publish(1, forecastFrom(clock.now()));

  expect(spent()).toEqual({ readUnits: 0, writeUnits: 2 });
});

it('refuses a forecast that is superseded with one unit', async () => {
  const system = await metered(memoryCache({ clock }));
  await system.publish(1, forecastFrom(clock.now()));
  spent();

  const refused = await system.publish(1, forecastFrom(clock.now() - 60_000));

  expect([refused.status, spent()]).toEqual([409, { readUnits: 0, writeUnits: 1 }]);
});

it('reads from the cache without a unit, and from the table with one each 4 KB', async () => {
  const [remembering, forgetful] = [await metered(memoryCache({ clock })), await metered(NO_CACHE)];
  for (const system of [remembering, forgetful]) await system.publish(1, forecastFrom(clock.now()));
  spent();

  await remembering.read(1);
  const hit = spent();
  await forgetful.read(1);

  expect(hit).toEqual({ readUnits: 0, writeUnits: 0 });
  expect(spent()).toEqual({ readUnits: 1, writeUnits: 0 });
});

it('lists a page of forecasts without reading their documents', async () => {
  const system = await metered(memoryCache({ clock }));
  const forecast = forecastFrom(clock.now());
  const whole = { ...forecast, periods: Array.from({ length: 120 }, () => forecast.periods[0]) };
  for (let resortID = 1; resortID <= 20; resortID += 1) await system.publish(resortID, whole);
  spent();

  await system.list();

  // 20 × some 120 bytes are below 4 KB, and an index is read eventually: half a unit, where the documents are 70.
  expect(spent()).toEqual({ readUnits: 0.5, writeUnits: 0 });
});

const NO_CACHE: Cache = { get: async () => undefined, set: async () => {} };

function metered(cache: Cache) {
  return forecastSystem({ cache, onCapacity: (each) => void consumed.push(each) });
}

/** Since it was last asked. */
function spent() {
  const units = consumed.splice(0);
  const sum = (unit: 'readUnits' | 'writeUnits') => units.reduce((total, each) => total + each[unit], 0);
  return { readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
}
