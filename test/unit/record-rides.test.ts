import { expect, test } from 'vitest';
import { readJson } from '#platform/json.ts';
import { QueueUnavailable } from '#platform/queue.ts';
import { readRides } from '../../lambdas/rides/message.ts';
import { recordRides } from '../../lambdas/rides/record-rides.ts';
import { counters } from '../../lib/local/metrics.ts';
import { fakeCall } from '../fakes/call.ts';
import { fakeQueue } from '../fakes/queue.ts';

const ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 123, time: 217, liftID: 21 };

test('sends all scans of a request in one message', async () => {
  const { record, queue } = operation();

  const answer = await record([ride, { ...ride, time: 218, waitTime: 4 }]);

  expect(answer).toMatchObject({ status: 200, body: { accepted: 2, rejected: [] } });
  expect(queue.sent).toHaveLength(1);
  expect(readRides(queue.sent[0]?.body ?? '')).toEqual({
    kind: 'rides',
    rides: [ride, { ...ride, time: 218, waitTime: 4 }],
  });
});

test('names each bad scan by its index and pointer, and takes the rest', async () => {
  const { record, queue } = operation();

  const answer = await record([{ ...ride, liftID: 0 }, ride, 'no scan', { ...ride, surprise: 1 }]);

  expect(answer).toMatchObject({
    body: {
      accepted: 1,
      rejected: [
        { index: 0, problem: { code: 'validation_failed', errors: [{ pointer: '/rides/0/liftID' }] } },
        { index: 2, problem: { errors: [{ pointer: '/rides/2' }] } },
        { index: 3, problem: { errors: [{ pointer: '/rides/3/surprise' }] } },
      ],
    },
  });
  expect(readRides(queue.sent[0]?.body ?? '')).toEqual({ kind: 'rides', rides: [ride] });
});

test('refuses a scan with a misspelled number, and that scan alone', async () => {
  const { record, queue } = operation();
  const body = JSON.stringify([ride, ride]).replace('217', '217.0');

  const read = readJson(Buffer.from(body));
  const answer = await record(read.kind === 'json' ? (read.value as unknown[]) : []);

  expect(answer).toMatchObject({
    body: { accepted: 1, rejected: [{ index: 0, problem: { errors: [{ pointer: '/rides/0/time' }] } }] },
  });
  expect(readRides(queue.sent[0]?.body ?? '')).toEqual({ kind: 'rides', rides: [ride] });
});

test('sends nothing when no scan is in order', async () => {
  const { record, queue } = operation();

  expect(await record([{}])).toMatchObject({ body: { accepted: 0, rejected: [{ index: 0 }] } });
  expect(queue.sent).toEqual([]);
});

test('has taken none when the queue does not acknowledge', async () => {
  const { record, queue } = operation();
  queue.isDown = true;

  await expect(record([ride, { ...ride, time: 218 }])).rejects.toThrow(QueueUnavailable);
});

function operation() {
  const queue = fakeQueue();
  const serve = recordRides({ queue, metrics: counters() });
  const record = (rides: unknown[]) => serve({ params: undefined, query: undefined, body: { rides } }, fakeCall());
  return { record, queue };
}
