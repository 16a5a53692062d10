import { expect, test } from 'vitest';
import { actsStore } from '../../lambdas/rides/acts-store.ts';
import { type Choice, deadLetters } from '../../lambdas/rides/dead-letters.ts';
import type { Ride } from '../../lambdas/rides/domain.ts';
import { localQueue } from '../../lib/local/queue/queue.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeLog } from '../fakes/log.ts';
import { fakeQueue } from '../fakes/queue.ts';
import { ridesItems } from '../fakes/rides.ts';
import { memoryStorage } from '../fakes/storage.ts';

const ride: Ride = { resortID: 7, seasonID: '2022', dayID: 1, skierID: 123, time: 217, liftID: 21 };
const readable = JSON.stringify({ schema: 1, rides: [ride] });
const poison = { body: 'not json', attributes: { code: 'not_json', detail: 'the body is not JSON', requestId: 'r1' } };

test('reads every letter with its reason and its prospect, and takes none away', async () => {
  const { work, letters } = hands();
  await letters.send({ ...poison, attributes: { ...poison.attributes, firstSeen: '2026-01-10T09:00:00.000Z' } });
  await letters.send({ body: readable, attributes: { requestId: 'r2' } });

  const first = await work.read({});
  const second = await work.read({});

  expect(first).toMatchObject([
    { code: 'not_json', requestId: 'r1', firstSeen: Date.UTC(2026, 0, 10, 9), prospect: { kind: 'unreadable' } },
    { code: 'max_receives', requestId: 'r2', body: readable, prospect: { kind: 'rides', rides: [ride] } },
  ]);
  expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  expect(letters.visible()).toBe(2);
});

test('chooses by reason and by id', async () => {
  const { work, letters } = hands();
  for (const code of ['a', 'b', 'b']) await letters.send({ body: 'x', attributes: { code } });
  const [, second] = await work.read({});

  expect(await work.read({ code: 'b' })).toHaveLength(2);
  expect(await work.read({ id: second?.id })).toMatchObject([{ code: 'b' }]);
  expect(await work.read({ code: 'a', id: second?.id })).toEqual([]);
});

test('sends back what can be read now, without its old reason, in the group of its resort', async () => {
  const { work, letters, source, replay } = hands();
  await letters.send({ body: readable, attributes: { code: 'unknown_schema', detail: 'old', requestId: 'r1' } });
  await letters.send(poison);

  const sent = await replay();

  expect(sent).toBe(1);
  expect(source.sent).toEqual([{ body: readable, group: '7', attributes: { requestId: 'r1', replays: '1' } }]);
  expect(await work.read({})).toMatchObject([{ code: 'not_json' }]);
});

test('changes nothing when it is replayed again', async () => {
  const { letters, source, replay } = hands();
  await letters.send({ body: readable });
  await replay();

  const again = await replay();

  expect(again).toBe(0);
  expect(source.sent).toHaveLength(1);
});

test('keeps a letter that could not be sent back', async () => {
  const { letters, source, replay } = hands();
  await letters.send({ body: readable });
  source.isDown = true;

  await expect(replay()).rejects.toThrow('The queue is down.');

  expect(letters.visible()).toBe(1);
});

test('stops after the letter in hand when nobody listens any more', async () => {
  const nobody = new AbortController();
  const { letters, source, replay } = hands();
  for (let n = 0; n < 3; n += 1) await letters.send({ body: readable });

  const sent = await replay({ signal: nobody.signal, onProgress: () => nobody.abort() });

  expect(sent).toBe(1);
  expect(source.sent).toHaveLength(1);
  expect(letters.visible()).toBe(2);
});

test('keeps to the rate', async () => {
  const { letters, replay, slept } = hands();
  for (let n = 0; n < 5; n += 1) await letters.send({ body: readable });

  await replay({ perSecond: 10 });

  expect(slept.filter((ms) => ms === 100)).toHaveLength(5);
});

test('writes down who did what to which letter, when and why, in the log and for ever', async () => {
  const { work, letters, items, log, acting } = hands();
  await letters.send(poison);

  await work.discard(acting({ code: 'not_json' }));

  const { items: acts } = await items.query({
    TableName: 'views',
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': 'pk' },
    ExpressionAttributeValues: { ':pk': 'ACTS#dead-letters' },
  });
  expect(acts).toEqual([
    {
      pk: 'ACTS#dead-letters',
      sk: '2026-01-15T09:00:00.000Z#1#discard',
      act: 'discard',
      why: 'not_json',
      who: 'ann',
      requestId: 'r1',
    },
  ]);
  expect(log.lines).toMatchObject([
    { message: 'dead letter discarded', fields: { id: '1', who: 'ann', why: 'not_json' } },
  ]);
  expect(letters.size()).toBe(0);
});

function hands() {
  const clock = fakeClock();
  const letters = localQueue({
    rows: memoryStorage().queue('rides_dead_letters'),
    clock,
    visibilityTimeoutMs: 60_000,
    retentionMs: 60_000,
  });
  const [source, log, items] = [fakeQueue(), fakeLog(), ridesItems()];
  const slept: number[] = [];
  const work = deadLetters({
    letters: {
      receive: async (max) => letters.receive(max),
      delete: async (id) => letters.delete(id),
      release: async (ids) => ids.forEach(letters.release),
    },
    source,
    acts: actsStore(items, 'views'),
    clock,
    timers: { sleep: async (ms) => void slept.push(ms) },
    log,
  });
  const acting = (choice: Choice = {}) => ({
    choice,
    who: 'ann',
    perSecond: 50,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  const replay = (overrides: Partial<ReturnType<typeof acting>> = {}) => work.replay({ ...acting(), ...overrides });
  return { work, letters, source, log, items, slept, acting, replay };
}
