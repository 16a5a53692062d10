import { expect, test } from 'vitest';
import type { BatchOutcome, ReceivedMessage } from '#platform/queue.ts';
import { timers } from '../../lib/local/platform.ts';
import { eventSource } from '../../lib/local/queue/event-source.ts';
import { localQueue } from '../../lib/local/queue/queue.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryStorage } from '../fakes/storage.ts';

test('gives the worker what was sent, in batches no larger than asked for, and deletes it', async () => {
  const batches: string[][] = [];
  const { queue, source } = feed(async (batch) => {
    batches.push(batch.map(({ body }) => body));
    return nothingToRetry;
  });

  for (const body of ['a', 'b', 'c', 'd', 'e']) await queue.send({ body });
  await until(() => queue.size() === 0);
  await source.stop();

  expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('brings back only the message that the worker asks for again', async () => {
  const seen: string[] = [];
  const { queue, source, clock } = feed(async (batch) => {
    seen.push(...batch.map(({ body }) => body));
    return {
      retry: new Set(batch.filter(({ body, receiveCount }) => body === 'b' && receiveCount === 1).map(({ id }) => id)),
    };
  });

  await queue.send({ body: 'a' });
  await queue.send({ body: 'b' });
  await until(() => seen.length === 2);
  clock.advance(1_000);
  await queue.send({ body: 'c' });
  await until(() => queue.size() === 0);
  await source.stop();

  expect(seen.toSorted()).toEqual(['a', 'b', 'b', 'c']);
});

test('brings the whole batch again when the worker throws, and logs why', async () => {
  let calls = 0;
  const { queue, source, clock, log } = feed(async () => {
    calls += 1;
    if (calls === 1) throw new Error('the table is away');
    return nothingToRetry;
  });

  await queue.send({ body: 'a' });
  await until(() => calls === 1);
  clock.advance(1_000);
  await queue.send({ body: 'b' });
  await until(() => queue.size() === 0);
  await source.stop();

  expect(log.lines).toMatchObject([
    { level: 'ERROR', message: 'batch failed', fields: { cause: 'Error: the table is away' } },
  ]);
});

test('finishes the batch in hand when it is stopped, and takes no further one', async () => {
  const inHand = Promise.withResolvers<void>();
  let batches = 0;
  const { queue, source } = feed(async () => {
    batches += 1;
    await inHand.promise;
    return nothingToRetry;
  });
  for (const body of ['a', 'b', 'c']) await queue.send({ body });
  await until(() => batches === 1);

  const stopped = source.stop();
  inHand.resolve();
  await stopped;

  expect(batches).toBe(1);
  expect(queue.size()).toBe(1);
});

const nothingToRetry: BatchOutcome = { retry: new Set() };

function feed(worker: (batch: readonly ReceivedMessage[]) => Promise<BatchOutcome>) {
  const clock = fakeClock();
  const log = fakeLog();
  const storage = memoryStorage();
  const queue = localQueue({
    rows: storage.queue('rides'),
    clock,
    visibilityTimeoutMs: 1_000,
    retentionMs: 60_000,
  });
  const source = eventSource({
    queue,
    worker,
    batchSize: 2,
    batchBytes: 1_000,
    windowMs: 1,
    clock,
    timers,
    barrier: storage.barrier,
    log,
    onFailed: () => undefined,
  });
  return { queue, source, clock, log };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await timers.sleep(1);
}
