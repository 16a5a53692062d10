import { expect, test } from 'vitest';
import type { Alarm, AlarmMetric } from '#platform/alarm.ts';
import { alarmsOf } from '../../lib/alarms.ts';
import { services } from '../../lib/contracts.ts';
import { counters } from '../../lib/local/metrics.ts';
import { localQueue } from '../../lib/local/queue/queue.ts';
import { localStream } from '../../lib/local/queue/stream.ts';
import { watchAlarms } from '../../lib/local/watch/alarms.ts';
import type { Served } from '../../lib/local/watch/latencies.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryStorage } from '../fakes/storage.ts';

const { RecordRide, GetSkierDay } = services.rides;

test('fires for a dead letter, with its runbook, and is cured when the letter is gone', async () => {
  const { deadLetters, minutes, said } = watched('rides-dead-letters');

  await deadLetters.send({ body: 'poison' });
  minutes(2);
  const [letter] = deadLetters.receive(1);
  deadLetters.delete(letter?.id ?? '');
  minutes(2);

  expect(said()).toMatchObject([
    {
      level: 'ERROR',
      message: 'alarm fired',
      fields: { id: 'rides-dead-letters', runbook: 'docs/runbooks/rides.md#rides-dead-letters', value: 1 },
    },
    { level: 'INFO', message: 'alarm cured', fields: { id: 'rides-dead-letters', value: 0 } },
  ]);
});

test('fires only when its threshold is passed in as many periods in a row as it says', async () => {
  const { rides, minutes, said } = watched('rides-queue-age');
  await rides.send({ body: 'waits' });

  minutes(5);
  const early = said();
  // 301 s are reached within the sixth minute; three periods are over after the eighth.
  minutes(2);
  const stillEarly = said();
  minutes(2);

  expect([early, stillEarly]).toEqual([[], []]);
  expect(said()).toMatchObject([{ message: 'alarm fired', fields: { id: 'rides-queue-age' } }]);
});

test('fires when a worker throws its batches back', () => {
  const { fail, minutes, said } = watched('rides-worker-errors');

  for (let minute = 1; minute <= 3; minute += 1) {
    for (let batch = 1; batch <= 3; batch += 1) fail('storeRides');
    minutes(1);
  }
  minutes(1);

  expect(said().map(({ message }) => message)).toEqual(['alarm fired', 'alarm cured']);
});

test('judges the share of 5xx, and does not judge a minute without requests', () => {
  const { serve, minutes, said } = watched('rides-capture-5xx');

  minutes(1);
  for (let minute = 1; minute <= 3; minute += 1) {
    serve({ operation: RecordRide, status: 503, ms: 1 });
    for (let n = 1; n < 100; n += 1) serve({ operation: RecordRide, status: 201, ms: 1 });
    for (let n = 1; n < 1_000; n += 1) serve({ operation: GetSkierDay, status: 200, ms: 1 });
    minutes(1);
  }

  expect(said()).toMatchObject([{ message: 'alarm fired', fields: { id: 'rides-capture-5xx', value: 0.01 } }]);
});

test('judges the slowest hundredth of the operations', () => {
  const { serve, minutes, said } = watched('rides-capture-slow');

  for (let minute = 1; minute <= 6; minute += 1) {
    for (let n = 1; n <= 98; n += 1) serve({ operation: RecordRide, status: 201, ms: 2 });
    for (let n = 1; n <= 2; n += 1) serve({ operation: RecordRide, status: 201, ms: 3_000 });
    minutes(1);
  }

  expect(said()).toMatchObject([{ message: 'alarm fired', fields: { id: 'rides-capture-slow' } }]);
});

test('fires for what the operations have counted, from the moment on from which it watches', () => {
  const { count, minutes, said } = watched('accounts-keys-reused');

  for (let minute = 1; minute <= 3; minute += 1) {
    count('KeysReused', 10);
    minutes(1);
  }
  minutes(1);

  expect(said()).toMatchObject([
    { message: 'alarm fired', fields: { id: 'accounts-keys-reused', value: 10 } },
    { message: 'alarm cured', fields: { id: 'accounts-keys-reused', value: 0 } },
  ]);
});

test('fires for what has not happened for a day, and not while it happens once a day', () => {
  const { count, minutes, said } = watched('accounts-ledger-not-reconciled');

  for (let day = 1; day <= 3; day += 1) {
    minutes(60);
    count('LedgersReconciled', 1);
    minutes(23 * 60);
  }
  const whileItHappens = said();
  minutes(7 * 60);

  expect(whileItHappens).toEqual([]);
  expect(said()).toMatchObject([
    { message: 'alarm fired', fields: { id: 'accounts-ledger-not-reconciled', value: 0 } },
  ]);
});

test('watches every alarm but those of what exists on AWS only', () => {
  const { ids } = watched();

  const unwatched = Object.values(alarmsOf)
    .flat()
    .filter(({ id }) => !ids.includes(id));

  expect(unwatched.map(({ metric }) => kindOf(metric)).toSorted()).toEqual(
    [
      ...Array.from({ length: 3 }, () => 'cache'),
      'capacity',
      'queue RidesStreamDeadLetters',
      ...Array.from({ length: 6 }, () => 'throttles'),
    ].toSorted(),
  );
});

function kindOf(metric: AlarmMetric): string {
  return metric.of === 'queue' ? `queue ${metric.queue}` : metric.of;
}

/** One alarm, or all of them, over queues and a stream that the test fills. */
function watched(only?: string) {
  const [clock, log, storage] = [fakeClock(), fakeLog(), memoryStorage({ queues: ['a', 'b', 'stream'] })];
  const times = { clock, visibilityTimeoutMs: 1_000, retentionMs: 1e9 };
  const rides = localQueue({ rows: storage.queue('a'), ...times });
  const deadLetters = localQueue({ rows: storage.queue('b'), ...times });
  const failures: string[] = [];
  const metrics = counters();
  metrics.count('KeysReused', 1_000);
  const listeners: ((served: Served) => void)[] = [];
  const chosen = Object.entries(alarmsOf).map(([service, alarms]): [string, readonly Alarm[]] => {
    return [service, alarms.filter(({ id }) => only === undefined || id === only)];
  });
  const { evaluate, ids } = watchAlarms({
    alarms: Object.fromEntries(chosen),
    vitals: {
      queues: { Rides: rides, RidesDeadLetters: deadLetters },
      streams: { seeSkiers: localStream({ rows: storage.queue('stream'), clock }) },
      failuresOf: (operationId) => failures.filter((id) => id === operationId).length,
      totalOf: (name) => metrics.totals()[name] ?? 0,
      onServed: (listener) => void listeners.push(listener),
    },
    clock,
    log,
  });

  return {
    rides,
    deadLetters,
    ids,
    count: metrics.count,
    fail: (operationId: string) => void failures.push(operationId),
    serve(served: Served) {
      for (const listener of listeners) listener(served);
    },
    minutes(count: number) {
      for (let second = 0; second < count * 60; second += 1) {
        clock.advance(1_000);
        evaluate();
      }
    },
    said: () => [...log.lines],
  };
}
