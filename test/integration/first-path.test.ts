import { get } from 'node:http';
import { expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';

const day = '/skiers/1/seasons/2022/days/1/skiers/123';

test("counts a scan into the skier's day", async () => {
  const system = await embeddedSystem();

  const recorded = await system.request('POST', day, { body: { time: 217, liftID: 21 } });
  await system.ridesDrained();
  const read = await system.request('GET', day);

  expect(recorded.status).toBe(201);
  expect(await recorded.text()).toBe('');
  expect(read.status).toBe(200);
  expect(await read.json()).toBe(210);
});

test('counts a scan once, however often it is sent', async () => {
  const system = await embeddedSystem();

  for (const waitTime of [3, 3, 5]) {
    await system.request('POST', day, { body: { time: 217, liftID: 21, waitTime } });
    await system.ridesDrained();
  }
  await system.request('POST', day, { body: { time: 230, liftID: 4 } });
  await system.ridesDrained();

  expect(await (await system.request('GET', day)).json()).toBe(250);
});

test('keeps days, skiers, seasons and resorts apart', async () => {
  const system = await embeddedSystem();
  await system.request('POST', day, { body: { time: 217, liftID: 21 } });
  await system.ridesDrained();

  for (const other of [
    '/skiers/2/seasons/2022/days/1/skiers/123',
    '/skiers/1/seasons/2021/days/1/skiers/123',
    '/skiers/1/seasons/2022/days/10/skiers/123',
    '/skiers/1/seasons/2022/days/1/skiers/1',
  ]) {
    expect((await system.request('GET', other)).status, other).toBe(404);
  }
});

test('ignores what it does not know, as the published API does, and refuses what it does not allow', async () => {
  const system = await embeddedSystem();

  const extra = await system.request('POST', `${day}?debug=1`, { body: { time: 217, liftID: 21, gate: 'B' } });
  const wrong = await system.request('POST', day, { body: { time: 1_441, liftID: '21' } });

  expect(extra.status).toBe(201);
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    code: 'validation_failed',
    message: expect.any(String),
    errors: [{ pointer: '/time' }, { pointer: '/liftID' }],
  });
});

test('takes a scope for each operation and a token for all but the public ones', async () => {
  const system = await embeddedSystem();
  const scan = { body: { time: 217, liftID: 21 } };

  expect((await system.request('POST', day, { ...scan, as: 'none' })).status).toBe(401);
  expect((await system.request('POST', day, { ...scan, as: ['rides:read'] })).status).toBe(403);
  expect((await system.request('GET', day, { as: ['rides:write'] })).status).toBe(403);
  expect((await system.request('GET', '/health', { as: 'none' })).status).toBe(200);
  expect((await system.request('GET', '/openapi.json', { as: 'none' })).status).toBe(200);
});

test('lets everyone in when it is open', async () => {
  const system = await embeddedSystem({ open: true });

  expect((await system.request('POST', day, { body: { time: 217, liftID: 21 }, as: 'none' })).status).toBe(201);
});

test('takes a web page that was given our address under its own name for nobody, open or not', async () => {
  const { port } = await embeddedSystem({ open: true });

  const status = await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: day, headers: { host: 'rebound.example' } };
    get(options, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });

  expect(status).toBe(401);
});

test('parks an unreadable message with its reason and goes on', async () => {
  const system = await embeddedSystem();

  await system.cloud.platform.queue.send({ body: '{"schema":1,"rides":[{}]}' });
  await system.request('POST', day, { body: { time: 217, liftID: 21 } });
  await system.ridesDrained();

  expect(await (await system.request('GET', day)).json()).toBe(210);
  expect(system.cloud.queues.ridesDeadLetters.receive(10)).toMatchObject([{ attributes: { code: 'invalid_rides' } }]);
});

test("carries the request's id and trace from the gate into the worker's log", async () => {
  const system = await embeddedSystem();
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  const recorded = await system.request('POST', day, {
    body: { time: 217, liftID: 21 },
    headers: { 'x-request-id': 'gate-7-42', traceparent },
  });
  await system.ridesDrained();

  expect(recorded.headers.get('x-request-id')).toBe('gate-7-42');
  expect(recorded.headers.get('traceparent')).toBe(traceparent);
  expect(system.log.lines).toContainEqual(
    expect.objectContaining({
      message: 'batch stored',
      fields: expect.objectContaining({ requestIds: 'gate-7-42', traceparents: traceparent }),
    }),
  );
});

test('answers 503 to everyone who waits for a commit that fails, and says that it must end', async () => {
  const failures: unknown[] = [];
  const system = await embeddedSystem({ pagesMax: 20, onFailed: (cause) => failures.push(cause) });

  const statuses: number[] = [];
  for (let skierID = 1; failures.length === 0; skierID += 1) {
    const path = `/skiers/1/seasons/2022/days/1/skiers/${skierID}`;
    const answers = [1, 2, 3, 4, 5].map((liftID) => system.request('POST', path, { body: { time: 1, liftID } }));
    statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
  }

  expect(new Set(statuses)).toEqual(new Set([201, 503]));
  expect(failures).toHaveLength(1);
});
