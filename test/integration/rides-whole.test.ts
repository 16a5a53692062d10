import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { deadLettersCommand } from '../../lib/admin/dead-letters.ts';
import { systemOn } from '../../lib/admin/embedded-system.ts';
import { embeddedSystem } from '../fakes/embedded.ts';

const ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 1, time: 10, liftID: 3 };
const skiersPath = '/resorts/1/seasons/2022/days/1/skiers';

test('counts a skier once: scans twice in a batch, in two batches, singly, redelivered, and after a replay', async () => {
  const system = await embeddedSystem();
  const message = JSON.stringify({ schema: 1, rides: [ride, ride] });

  await system.request('POST', '/rides', { body: { rides: [ride, ride, { ...ride, time: 20 }] } });
  await system.request('POST', '/rides', { body: { rides: [ride, { ...ride, skierID: 2 }] } });
  await system.request('POST', '/skiers/1/seasons/2022/days/1/skiers/1', {
    body: { time: 10, liftID: 3, waitTime: 4 },
  });
  for (let delivery = 1; delivery <= 3; delivery += 1) await system.cloud.platform.queue.send({ body: message });
  await system.settled();
  for (let replay = 1; replay <= 2; replay += 1) {
    await system.cloud.queues.ridesDeadLetters.send({ body: message });
    const replayed = deadLettersCommand.read(['replay', '--rate', '1000']);
    const surroundings = { log: system.log, who: 'ann', folder: '/', terminal: silent };
    await replayed.run({ system: systemOn(system.cloud, ':memory:'), ...surroundings });
    await system.settled();
  }

  expect(await (await system.request('GET', skiersPath)).json()).toEqual({ time: 'Alpenglow', numSkiers: 2 });
  expect(system.cloud.platform.metrics.totals()).toMatchObject({
    RidesAccepted: 6,
    RidesReceived: 16,
    RidesStored: 3,
    RidesRepeated: 13,
    SkierDaysCounted: 2,
  });
});

test('accounts for the scans of poison, of which it may not know the schema', async () => {
  const system = await embeddedSystem();
  const { queue } = system.cloud.platform;

  await queue.send({ body: 'not json' });
  await queue.send({ body: JSON.stringify({ schema: 9, rides: [ride, ride] }) });
  await system.request('POST', '/rides', { body: { rides: [ride] } });
  await system.settled();

  expect(system.cloud.platform.metrics.totals()).toMatchObject({
    RidesAccepted: 1,
    RidesReceived: 4,
    RidesStored: 1,
    RidesParked: 3,
  });
});

// "Amazon SQS fair queues", https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html:
// on a standard queue, messages of other groups are returned before those of a group that has a backlog in flight.
test('stores the scan of a quiet resort before the flood of another', async () => {
  const system = await embeddedSystem();
  const { queue, items } = system.cloud.platform;
  const { rides } = system.cloud.queues;
  const send = (resortID: number, skierID: number) => {
    const body = JSON.stringify({ schema: 1, rides: [{ ...ride, resortID, skierID }] });
    return queue.send({ group: String(resortID), body });
  };
  for (let skierID = 1; skierID <= 15_000; skierID += 1) await send(1, skierID);

  await send(2, 7);
  const quiet = ridesStore(items, 'rides');
  while ((await quiet.ofSkier({ skierID: 7, resortID: 2 })).length === 0) await sleep(1);

  expect(rides.size()).toBeGreaterThan(10_000);
});

test('tells how long its endpoints took', async () => {
  const system = await embeddedSystem();
  await system.request('GET', '/health');

  const { endpointStats } = (await (await system.request('GET', '/statistics')).json()) as Statistics;

  expect(endpointStats).toEqual([
    { URL: '/health', operation: 'GET', mean: expect.any(Number), max: expect.any(Number) },
  ]);
});

const silent = { print() {}, progress() {}, signal: new AbortController().signal };

interface Statistics {
  readonly endpointStats: readonly object[];
}
