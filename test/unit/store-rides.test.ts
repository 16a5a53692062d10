import { expect, test } from 'vitest';
import type { ReceivedMessage } from '#platform/queue.ts';
import type { Ride } from '../../lambdas/rides/domain.ts';
import { nameOf, type RidesStore } from '../../lambdas/rides/store.ts';
import { storeRides } from '../../lambdas/rides/store-rides.ts';
import { counters } from '../../lib/local/metrics.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeQueue } from '../fakes/queue.ts';

const ride: Ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 123, time: 217, liftID: 21 };

test('stores the rides of every message of the batch', async () => {
  const { work, stored } = worker();

  const outcome = await work([messageOf(ride), messageOf({ ...ride, time: 218 }, { ...ride, time: 219 })]);

  expect(stored().map(({ time }) => time)).toEqual([217, 218, 219]);
  expect(outcome.retry.size).toBe(0);
});

test('stores a ride once that comes twice', async () => {
  const { work, stored } = worker();

  await work([messageOf(ride), messageOf(ride)]);
  await work([messageOf(ride)]);

  expect(stored()).toEqual([ride]);
});

test.each([
  { poison: 'not json', code: 'not_json' },
  { poison: 'null', code: 'invalid_rides' },
  { poison: '{"schema":2,"rides":[]}', code: 'unknown_schema' },
  { poison: '{"schema":1,"rides":[]}', code: 'invalid_rides' },
  { poison: JSON.stringify({ schema: 1, rides: [{ ...ride, liftID: 0 }] }), code: 'invalid_rides' },
  { poison: JSON.stringify({ schema: 1, rides: [{ ...ride, surprise: true }] }), code: 'invalid_rides' },
])('parks $poison with its reason and stores its neighbours', async ({ poison, code }) => {
  const { work, stored, deadLetters } = worker();

  const outcome = await work([messageOf(ride), { ...messageOf(ride), id: 'poison', body: poison }]);

  expect(stored()).toEqual([ride]);
  expect(outcome.retry.size).toBe(0);
  expect(deadLetters.sent).toMatchObject([
    { body: poison, attributes: { code, requestId: 'r1', firstSeen: '2026-01-15T09:00:00.000Z' } },
  ]);
});

test('asks for a poisoned message again when it cannot be parked', async () => {
  const { work, stored, deadLetters } = worker();
  deadLetters.isDown = true;

  const outcome = await work([messageOf(ride), { ...messageOf(ride), id: 'poison', body: 'not json' }]);

  expect([...outcome.retry]).toEqual(['poison']);
  expect(stored()).toEqual([ride]);
});

test('asks again for just the messages whose rides were not all stored', async () => {
  const late = { ...ride, time: 218 };
  const { work } = worker({ unprocessed: [late] });

  const outcome = await work([
    { ...messageOf(ride), id: 'whole' },
    { ...messageOf(ride, late), id: 'part' },
  ]);

  expect([...outcome.retry]).toEqual(['part']);
});

test('writes the ids of the requests that it serves into its log', async () => {
  const { work, log } = worker();

  await work([messageOf(ride)]);

  expect(log.lines.at(-1)).toMatchObject({ message: 'batch stored', fields: { messages: 1, requestIds: 'r1' } });
});

function worker({ unprocessed = [] }: { unprocessed?: Ride[] } = {}) {
  const kept = new Map<string, Ride>();
  const rides: RidesStore = {
    async put(given) {
      for (const one of given) kept.set(nameOf(one), one);
      return unprocessed;
    },
    ofSkierDay: () => Promise.reject(new Error('The worker reads nothing.')),
    ofSkier: () => Promise.reject(new Error('The worker reads nothing.')),
  };
  const deadLetters = fakeQueue();
  const log = fakeLog();
  const handle = storeRides({ rides, deadLetters, metrics: counters() });
  return { work: (batch: ReceivedMessage[]) => handle(batch, log), stored: () => [...kept.values()], deadLetters, log };
}

let messages = 0;

function messageOf(...rides: Ride[]): ReceivedMessage {
  messages += 1;
  return {
    id: String(messages),
    body: JSON.stringify({ schema: 1, rides }),
    attributes: { requestId: 'r1' },
    receiveCount: 1,
    sentAt: Date.UTC(2026, 0, 15, 9),
  };
}
