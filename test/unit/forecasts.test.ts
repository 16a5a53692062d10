import { beforeEach, expect, test } from 'vitest';
import type { Items } from '#platform/items.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import { cachedForecasts } from '../../lambdas/forecasts/cached-forecasts.ts';
import { getForecast } from '../../lambdas/forecasts/get-forecast.ts';
import { publishForecast } from '../../lambdas/forecasts/publish-forecast.ts';
import { type ForecastStore, forecastStore } from '../../lambdas/forecasts/store.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { counters } from '../../lib/local/metrics.ts';
import { tables } from '../../lib/local/tables.ts';
import { fakeCall } from '../fakes/call.ts';
import { type FakeClock, fakeClock } from '../fakes/clock.ts';
import { forecastFrom } from '../fakes/forecasts.ts';
import { memoryRows } from '../fakes/memory-rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let clock: FakeClock;
let items: Items;
let store: ForecastStore;
let stored: () => Promise<Record<string, unknown> | undefined>;

beforeEach(() => {
  clock = fakeClock();
  items = itemsEngine({
    tables: { forecasts: tables.forecasts },
    rows: memoryRows,
  });
  store = forecastStore(items, 'forecasts');
  stored = async () => (await items.get([{ table: 'forecasts', key: { pk: 'F#1', sk: 'F' } }]))[0];
});

test('a forecast is told until the millisecond in which it expires, whatever is remembered', async () => {
  const read = reader();
  await publish(forecastFrom(clock.now(), { lastsMs: 2.5 * MINUTE_MS }));
  await read();

  clock.advance(2.5 * MINUTE_MS - 1);
  const last = await read();
  clock.advance(1);
  const expired = await read();

  expect(last).toMatchObject({ status: 200, headers: { 'cache-control': 'max-age=0' } });
  expect(expired).toMatchObject({ kind: 'problem', code: 'not_found' });
});

test('what is left counts down, and the age counts up from when the table was asked', async () => {
  const read = reader();
  await publish(forecastFrom(clock.now(), { lastsMs: 10 * MINUTE_MS }));
  await read();

  clock.advance(40_000);

  expect(await read()).toMatchObject({ headers: { 'cache-control': 'max-age=560', age: '40' } });
});

test('a reader that no publication reaches learns of it within a minute', async () => {
  const read = reader();
  await publish(forecastFrom(clock.now(), { summary: 'first' }));
  await read();
  clock.advance(1_000);
  await publish(forecastFrom(clock.now(), { summary: 'second' }));

  const atOnce = await read();
  clock.advance(MINUTE_MS);
  const later = await read();

  expect([atOnce, later].map((answer) => /first|second/.exec(JSON.stringify(answer))?.[0])).toEqual([
    'first',
    'second',
  ]);
});

test('a resort gets its first forecast within five seconds of a read that found none', async () => {
  const read = reader();
  const none = await read();
  await publish(forecastFrom(clock.now()));

  clock.advance(5_000);

  expect([none, await read()]).toMatchObject([{ code: 'not_found' }, { status: 200 }]);
});

test('a forecast may be issued a day ahead of our clock, and no further: nothing is changed by it', async () => {
  await publish(forecastFrom(clock.now() + DAY_MS));

  const refused = await answerTo(forecastFrom(clock.now() + DAY_MS + 1));

  expect(refused).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/issuedAt' }] });
  expect(await stored()).toMatchObject({ issuedAt: clock.now() + DAY_MS });
});

test('a forecast is deleted a week after it expired, in whole seconds since 1970', async () => {
  await publish(forecastFrom(clock.now(), { lastsMs: 1_500 }));

  expect(await stored()).toMatchObject({ deleteAt: Math.ceil((clock.now() + 1_500 + 7 * DAY_MS) / 1_000) });
});

/** Reads of resort 1 by a process with a memory of its own. */
function reader() {
  const random = { fraction: () => 0, uuid: () => '' };
  const ports = { items, cache: memoryCache({ clock }), clock, random, metrics: counters() };
  const cached = cachedForecasts(ports, 'forecasts');
  const serve = getForecast({ cached, clock });
  return () => serve({ params: { resortID: 1 }, query: undefined, body: undefined }, fakeCall());
}

async function publish(body: ReturnType<typeof forecastFrom>): Promise<void> {
  expect(await answerTo(body)).toMatchObject({ status: 200 });
}

/** By a process whose publications reach nobody's memory, as on AWS. */
async function answerTo(body: ReturnType<typeof forecastFrom>) {
  const serve = publishForecast({ store, clock });
  return serve({ params: { resortID: 1 }, query: undefined, body }, fakeCall());
}
