import { expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';

const HOUR_MS = 3_600_000;

test('publishes a forecast and reads it back, with its tag and the time that is left', async () => {
  const system = await embeddedSystem();
  const forecast = forecastFor({ expiresInMs: HOUR_MS });

  const published = await system.request('PUT', '/forecasts/1', { body: forecast });
  const leftBefore = secondsUntil(forecast.expiresAt);
  const read = await system.request('GET', '/forecasts/1');
  const leftAfter = secondsUntil(forecast.expiresAt);

  expect([published.status, read.status]).toEqual([200, 200]);
  expect(await read.json()).toEqual({ resortID: 1, ...forecast });
  expect(read.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
  expect(published.headers.get('etag')).toBe(read.headers.get('etag'));
  const [, left] = /^max-age=(\d+)$/.exec(read.headers.get('cache-control') ?? '') ?? [];
  expect(Number(left)).toBeLessThanOrEqual(leftBefore);
  expect(Number(left)).toBeGreaterThanOrEqual(leftAfter);
  expect(read.headers.get('age')).toMatch(/^\d$/);
});

test('answers 304 without a body to who has it already, to HEAD as to GET', async () => {
  const system = await embeddedSystem();
  const published = await system.request('PUT', '/forecasts/1', { body: forecastFor({}) });
  const etag = published.headers.get('etag') ?? '';

  for (const [method, named] of [
    ['GET', etag],
    ['GET', `"other", W/${etag}`],
    ['HEAD', '*'],
  ] as const) {
    const answer = await system.request(method, '/forecasts/1', { headers: { 'if-none-match': named } });

    expect([answer.status, await answer.text()], named).toEqual([304, '']);
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.headers.get('cache-control')).toMatch(/^max-age=\d+$/);
    expect(answer.headers.has('content-type')).toBe(false);
  }
  const other = await system.request('GET', '/forecasts/1', { headers: { 'if-none-match': '"other"' } });
  expect(other.status).toBe(200);
});

test('tells readers of a newer forecast at once, on one machine', async () => {
  const system = await embeddedSystem();
  const [first, second] = [forecastFor({ issuedAgoMs: 2_000 }), forecastFor({ issuedAgoMs: 1_000 })];
  await system.request('PUT', '/forecasts/1', { body: first });
  await system.request('GET', '/forecasts/1');

  await system.request('PUT', '/forecasts/1', { body: second });

  expect(await (await system.request('GET', '/forecasts/1')).json()).toMatchObject({ issuedAt: second.issuedAt });
});

test('takes the same forecast any number of times, and no older or other one of the same moment', async () => {
  const system = await embeddedSystem();
  const forecast = forecastFor({});
  const publish = (body: object) => system.request('PUT', '/forecasts/1', { body });
  await publish(forecast);

  const again = await publish({ ...forecast, issuedAt: forecast.issuedAt.replace('Z', '+00:00') });
  const older = await publish({ ...forecast, issuedAt: '2026-01-01T00:00:00Z' });
  const other = await publish({ ...forecast, periods: [{ ...forecast.periods[0], snowCm: 9 }] });

  expect(again.status).toBe(200);
  for (const refused of [older, other]) {
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: 'forecast_superseded',
      detail: `The forecast in place was issued at ${forecast.issuedAt}.`,
    });
  }
  expect(await (await system.request('GET', '/forecasts/1')).json()).toEqual({ resortID: 1, ...forecast });
});

test('answers 404 for a resort without a forecast, and says when the last one has expired', async () => {
  const system = await embeddedSystem();
  const expired = { ...forecastFor({}), issuedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T06:00:00.000Z' };
  await system.request('PUT', '/forecasts/1', { body: expired });

  const [gone, never] = [await system.request('GET', '/forecasts/1'), await system.request('GET', '/forecasts/2')];

  expect([gone.status, never.status]).toEqual([404, 404]);
  expect(await gone.json()).toMatchObject({
    code: 'not_found',
    detail: 'The last forecast of this resort expired at 2026-01-01T06:00:00.000Z.',
  });
  expect(gone.headers.get('cache-control')).toBe('no-store');
  expect(await never.json()).toMatchObject({ detail: 'This resort has no forecast.' });
});

test('lists the forecasts that have not expired, by resort and page', async () => {
  const system = await embeddedSystem();
  const current = forecastFor({});
  const expired = { ...current, issuedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T06:00:00.000Z' };
  for (const resortID of [10, 9, 2]) await system.request('PUT', `/forecasts/${resortID}`, { body: current });
  await system.request('PUT', '/forecasts/5', { body: expired });

  const first = await system.request('GET', '/forecasts?limit=3');
  const { forecasts, next } = (await first.json()) as { forecasts: { resortID: number; etag: string }[]; next: string };
  const second = await system.request('GET', `/forecasts?limit=3&cursor=${next}`);
  const one = await system.request('GET', '/forecasts/2');

  expect(forecasts.map(({ resortID }) => resortID)).toEqual([2, 9]);
  expect(forecasts[0]).toEqual({
    resortID: 2,
    issuedAt: current.issuedAt,
    expiresAt: current.expiresAt,
    etag: one.headers.get('etag'),
  });
  expect(first.headers.get('link')).toBe(`</forecasts?limit=3&cursor=${next}>; rel="next"`);
  expect(await second.json()).toMatchObject({ forecasts: [{ resortID: 10 }] });
});

test('takes a scope to read and another to publish, and no other method', async () => {
  const system = await embeddedSystem();
  const body = forecastFor({});

  expect((await system.request('PUT', '/forecasts/1', { body, as: ['forecasts:read'] })).status).toBe(403);
  expect((await system.request('GET', '/forecasts/1', { as: ['forecasts:write'] })).status).toBe(403);
  expect((await system.request('GET', '/forecasts', { as: 'none' })).status).toBe(401);
  const refused = await system.request('DELETE', '/forecasts/1');
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'PUT, GET, HEAD, OPTIONS']);
});

test.each([
  ['an end before its beginning', { expiresAt: '2026-01-01T00:00:00Z' }, '/expiresAt'],
  ['a day that is not there', { issuedAt: '2026-02-30T06:00:00Z' }, '/issuedAt'],
  ['a moment without an offset', { issuedAt: '2026-01-15T06:00:00' }, '/issuedAt'],
  ['a year before 1970', { issuedAt: '1969-12-31T23:59:59Z' }, '/issuedAt'],
  ['no periods', { periods: [] }, '/periods'],
  ['121 periods', { periods: Array.from({ length: 121 }, () => periodAt(0)) }, '/periods'],
  ['a summary of 61 characters', { periods: [{ ...periodAt(0), summary: 's'.repeat(61) }] }, '/periods/0/summary'],
  ['what it does not know', { author: 'me' }, '/author'],
])('refuses %s, and changes nothing', async (_, wrong, pointer) => {
  const system = await embeddedSystem();

  const refused = await system.request('PUT', '/forecasts/1', { body: { ...forecastFor({}), ...wrong } });

  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
  expect((await system.request('GET', '/forecasts/1')).status).toBe(404);
});

test.each(['-8.50', '0.0', '-0', '1e1', '0.10000000000000000001'])(
  'takes %s degrees, and answers the number in the one form of its own',
  async (degrees) => {
    const system = await embeddedSystem();
    const body = JSON.stringify(forecastFor({})).replace('-8.5', degrees);

    const published = await system.request('PUT', '/forecasts/1', { body });

    expect(published.status).toBe(200);
    expect(await published.text()).toContain(`"temperatureC":${JSON.stringify(Number(degrees))},`);
  },
);

test('refuses degrees that no double can hold', async () => {
  const system = await embeddedSystem();
  const body = JSON.stringify(forecastFor({})).replace('-8.5', '1e400');

  const refused = await system.request('PUT', '/forecasts/1', { body });

  expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer: '/periods/0/temperatureC' }] });
});

test('takes 120 periods of the longest summaries, and refuses a body of more than 64 KiB', async () => {
  const system = await embeddedSystem();
  const body = {
    ...forecastFor({}),
    periods: Array.from({ length: 120 }, (_, hour) => periodAt(hour, '雪'.repeat(60))),
  };

  const largest = await system.request('PUT', '/forecasts/1', { body });
  const tooLarge = await system.request('PUT', '/forecasts/1', { body: JSON.stringify(body).padEnd(65_537) });

  expect([largest.status, tooLarge.status]).toEqual([200, 413]);
  expect(await (await system.request('GET', '/forecasts/1')).json()).toEqual({ resortID: 1, ...body });
});

function forecastFor({ issuedAgoMs = 1_000, expiresInMs = HOUR_MS }) {
  const now = Date.now();
  return {
    issuedAt: new Date(now - issuedAgoMs).toISOString(),
    expiresAt: new Date(now + expiresInMs).toISOString(),
    periods: [periodAt(7)],
  };
}

function periodAt(hour: number, summary = 'Light snow') {
  const startsAt = new Date(Date.UTC(2026, 0, 15, hour)).toISOString();
  return { startsAt, temperatureC: -8.5, windKph: 20, snowCm: 3, summary };
}

function secondsUntil(moment: string): number {
  return Math.floor((Date.parse(moment) - Date.now()) / 1_000);
}
