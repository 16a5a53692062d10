import { expect, test } from 'vitest';
import type { ChangeRecord } from '#platform/stream.ts';
import { timers } from '../../lib/local/platform.ts';
import { type LocalStream, localStream } from '../../lib/local/queue/stream.ts';
import { streamSource } from '../../lib/local/queue/stream-source.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryStorage } from '../fakes/storage.ts';

test('gives the worker the records in order and removes them', async () => {
  const stream = emptyStream();
  const seen: string[] = [];
  const source = sourceOf(stream, async (batch) => void seen.push(...batch.map(({ item }) => String(item?.['pk']))));

  for (const pk of ['a', 'b', 'c']) stream.append([inserted(pk)]);
  await until(() => stream.isEmpty());
  await source.stop();

  expect(seen).toEqual(['a', 'b', 'c']);
});

test('gives the same batch again when the worker throws, and nothing behind it before', async () => {
  const stream = emptyStream();
  const seen: string[][] = [];
  let failures = 0;
  const worker = async (batch: readonly ChangeRecord[]) => {
    seen.push(batch.map(({ item }) => String(item?.['pk'])));
    if (seen.length === 1) throw new Error('the view is away');
  };
  stream.append([inserted('a')]);
  stream.append([inserted('b')]);

  const source = sourceOf(stream, worker, { batchSize: 1, onFailed: () => (failures += 1) });
  await until(() => stream.isEmpty());
  await source.stop();

  expect(seen).toEqual([['a'], ['a'], ['b']]);
  expect(failures).toBe(1);
});

test('stops while it pauses, and keeps what is left', async () => {
  const stream = emptyStream();
  const failed = Promise.withResolvers<void>();
  stream.append([inserted('a')]);

  const source = sourceOf(stream, () => Promise.reject(new Error('the view is away')), { onFailed: failed.resolve });
  await failed.promise;
  await source.stop();

  expect(stream.isEmpty()).toBe(false);
});

function emptyStream(): LocalStream {
  return localStream({ rows: memoryStorage({ queues: ['stream'] }).queue('stream'), clock: fakeClock() });
}

function inserted(pk: string): Omit<ChangeRecord, 'id'> {
  return { kind: 'INSERT', item: { pk, sk: '1' } };
}

function sourceOf(
  stream: LocalStream,
  worker: (batch: readonly ChangeRecord[]) => Promise<void>,
  { batchSize = 100, onFailed = () => {} }: { batchSize?: number; onFailed?: () => void } = {},
) {
  const eager = { sleep: async () => timers.sleep(1) };
  const barrier = async () => undefined;
  return streamSource({ stream, worker, batchSize, timers: eager, barrier, log: fakeLog(), onFailed });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await timers.sleep(1);
}
