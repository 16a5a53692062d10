import { expect, test } from 'vitest';
import type { Items } from '#platform/items.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import { seeSkiers } from '../../lambdas/rides/see-skiers.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { counters } from '../../lib/local/metrics.ts';
import { random } from '../../lib/local/platform.ts';
import { fakeLog } from '../fakes/log.ts';
import { ridesItems } from '../fakes/rides.ts';

const day = { resortID: 1, seasonID: '2022', dayID: 1 };

test('counts the skiers of INSERTs alone', async () => {
  const items = ridesItems();

  await worker(items)([inserted(1), { ...inserted(2), kind: 'MODIFY' }, { id: '3', kind: 'REMOVE' }], fakeLog());

  expect(await skiersOf(items)).toBe(1);
});

test('changes no count when the whole stream comes again from the start, in any order', async () => {
  const items = ridesItems();
  const stream = Array.from({ length: 500 }, (_, n) => inserted(1 + (n % 220), n));
  await worker(items)(stream, fakeLog());

  for (const again of [stream, stream.toReversed(), stream.slice(100, 300)]) await worker(items)(again, fakeLog());

  expect(await skiersOf(items)).toBe(220);
});

test.each(['before', 'after'] as const)(
  'counts exactly, killed just %s any of its calls takes effect',
  async (moment) => {
    const batch = Array.from({ length: 260 }, (_, n) => inserted(1 + (n % 130), n));

    for (let at = 1, wasKilled = true; wasKilled; at += 1) {
      const items = ridesItems();
      const dying = mortal(items, { at, moment });

      await worker(dying)(batch, fakeLog()).catch((error) => expect(error).toBe(KILLED));
      await worker(items)(batch, fakeLog());

      expect(await skiersOf(items), `killed at call ${at}`).toBe(130);
      wasKilled = dying.calls >= at;
    }
  },
);

const KILLED = new Error('killed');

/** Dies at one of its calls; `calls` counts them. */
function mortal(items: Items, { at, moment }: { at: number; moment: 'before' | 'after' }): Items & { calls: number } {
  const dying =
    <A extends unknown[], T>(method: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      mortalItems.calls += 1;
      if (mortalItems.calls === at && moment === 'before') throw KILLED;
      const answer = await method(...args);
      if (mortalItems.calls === at) throw KILLED;
      return answer;
    };
  const mortalItems = { ...items, get: dying(items.get), write: dying(items.write), calls: 0 };
  return mortalItems;
}

function worker(items: Items) {
  const views = viewsStore({ items, random, timers: { sleep: async () => undefined } }, 'views');
  return seeSkiers({ views, metrics: counters() });
}

function skiersOf(items: Items): Promise<number | undefined> {
  return viewsStore({ items, random, timers: { sleep: async () => undefined } }, 'views').skiersOf(day);
}

function inserted(skierID: number, time = 0): ChangeRecord {
  const sk = `2022#001#${String(time % 1_000).padStart(4, '0')}#00001`;
  return { id: `${skierID}-${time}`, kind: 'INSERT', item: { pk: `${skierID}#1`, sk } };
}
