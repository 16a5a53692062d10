import { expect, test } from 'vitest';
import { type LocalQueue, localQueue } from '../../lib/local/queue/queue.ts';
import { type FakeClock, fakeClock } from '../fakes/clock.ts';
import { memoryStorage } from '../fakes/storage.ts';

const VISIBILITY_MS = 1_000;
const RETENTION_MS = 60_000;

test('delivers a message once while it is invisible, and again when its visibility ends', async () => {
  const { queue, clock } = makeQueue();
  await queue.send({ body: 'a' });

  const first = queue.receive(10);
  const meanwhile = queue.receive(10);
  clock.advance(VISIBILITY_MS);
  const again = queue.receive(10);

  expect(first).toMatchObject([{ body: 'a', receiveCount: 1 }]);
  expect(meanwhile).toEqual([]);
  expect(again).toMatchObject([{ body: 'a', receiveCount: 2, id: first[0]?.id }]);
});

test('receives no further message once those received come to the bytes that are wanted', async () => {
  const { queue } = makeQueue();
  for (const body of ['aaa', 'bbb', 'ccc']) await queue.send({ body });

  const batches = [queue.receive(10, 1), queue.receive(10, 4)];

  expect(batches.map((batch) => batch.map(({ body }) => body))).toEqual([['aaa'], ['bbb', 'ccc']]);
});

test('forgets a message that was deleted', async () => {
  const { queue, clock } = makeQueue();
  await queue.send({ body: 'a' });

  queue.delete(queue.receive(1)[0]?.id ?? '');
  clock.advance(VISIBILITY_MS);

  expect(queue.receive(10)).toEqual([]);
  expect(queue.size()).toBe(0);
});

test('moves a message to the dead letters after its fifth receive, with its age and attributes', async () => {
  const { queue, deadLetters, clock, buried } = makeQueue();
  const sentAt = clock.now();
  await queue.send({ body: 'poison', attributes: { requestId: 'r1' } });

  for (let receives = 1; receives <= 5; receives += 1) {
    expect(queue.receive(1)).toMatchObject([{ receiveCount: receives }]);
    clock.advance(VISIBILITY_MS);
  }

  expect(queue.receive(1)).toEqual([]);
  expect(deadLetters.receive(1)).toMatchObject([{ body: 'poison', sentAt, attributes: { requestId: 'r1' } }]);
  expect(buried).toEqual(['poison']);
});

test('delivers a message again at once when it is released', async () => {
  const { queue } = makeQueue();
  await queue.send({ body: 'a' });

  queue.release(queue.receive(1)[0]?.id ?? '');

  expect(queue.receive(1)).toMatchObject([{ body: 'a', receiveCount: 2 }]);
});

test('says how old its oldest message is, whether that is visible or not', async () => {
  const { queue, clock } = makeQueue();

  const empty = queue.ageMs();
  await queue.send({ body: 'a' });
  queue.receive(1);
  clock.advance(500);

  expect([empty, queue.ageMs()]).toEqual([0, 500]);
});

test('forgets a message when its retention ends, counted from its first enqueue', async () => {
  const { queue, clock } = makeQueue();
  await queue.send({ body: 'old' });

  clock.advance(RETENTION_MS);

  expect(queue.receive(1)).toEqual([]);
  expect(queue.size()).toBe(0);
});

test('lets the groups take turns, so that one that floods does not delay another', async () => {
  const { queue } = makeQueue();
  for (let n = 0; n < 100; n += 1) await queue.send({ body: `flood ${n}`, group: '1' });
  await queue.send({ body: 'calm', group: '2' });

  const received = queue.receive(3);

  expect(received.map(({ body }) => body)).toEqual(['flood 0', 'calm', 'flood 1']);
});

test('keeps the order within a group', async () => {
  const { queue } = makeQueue();
  for (let n = 0; n < 2_500; n += 1) await queue.send({ body: String(n), group: String(n % 2) });

  const received = [...Array(25)].flatMap(() => queue.receive(100)).map(({ body }) => Number(body));

  expect(received.filter((n) => n % 2 === 0)).toEqual([...Array(1_250)].map((_, n) => n * 2));
  expect(received).toHaveLength(2_500);
});

test('delivers every message once when more wait than it keeps in memory', async () => {
  const { queue } = makeQueue();
  const total = 45_000;
  for (let n = 0; n < total; n += 1) await queue.send({ body: String(n) });

  const received = new Set<string>();
  for (let batch = queue.receive(1_000); batch.length > 0; batch = queue.receive(1_000)) {
    for (const { id, body } of batch) {
      received.add(body);
      queue.delete(id);
    }
  }

  expect(received.size).toBe(total);
  expect(queue.size()).toBe(0);
});

test('has its messages, and how often each was received, after a restart', async () => {
  const storage = memoryStorage();
  const before = localQueue({ rows: storage.queue('rides'), clock: fakeClock(), ...times });
  await before.send({ body: 'a', group: '7', attributes: { requestId: 'r1' } });
  before.receive(1);

  const after = localQueue({ rows: storage.queue('rides'), clock: fakeClock(), ...times });

  expect(after.receive(10)).toMatchObject([{ body: 'a', receiveCount: 2, attributes: { requestId: 'r1' } }]);
});

const times = { visibilityTimeoutMs: VISIBILITY_MS, retentionMs: RETENTION_MS };

function makeQueue(): { queue: LocalQueue; deadLetters: LocalQueue; clock: FakeClock; buried: string[] } {
  const buried: string[] = [];
  const clock = fakeClock();
  const storage = memoryStorage();
  const deadLetters = localQueue({ rows: storage.queue('rides_dead_letters'), clock, ...times });
  const queue = localQueue({
    rows: storage.queue('rides'),
    clock,
    ...times,
    deadLetters: { queue: deadLetters, maxReceiveCount: 5, onBuried: ({ body }) => void buried.push(body) },
  });
  return { queue, deadLetters, clock, buried };
}
