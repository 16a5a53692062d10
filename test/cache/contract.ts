import { describe, expect, it } from 'vitest';
import type { Cache } from '#platform/cache.ts';
import { forecastFrom, forecastSystem, shiftedClock } from '../fakes/forecasts.ts';

/** What every binding of the cache is held to, by itself and with the forecasts on it. `open` gives an empty one. */
export function describeCache(binding: string, open: () => Promise<Cache>): void {
  describe(`${binding}, as a cache`, () => {
    it('gives back what it was given last, word for word, and nothing under another key', async () => {
      const cache = await open();
      const text = '{"snow":"雪 \u2028 \u0000 é"}';

      await cache.set('a:1:1', 'before', 60_000);
      await cache.set('a:1:1', text, 60_000);

      expect(await cache.get('a:1:1')).toBe(text);
      expect(await cache.get('a:1:11')).toBeUndefined();
    });

    it('forgets when the time is over', async () => {
      const cache = await open();

      await cache.set('a:1:1', 'text', 20);

      await until(async () => (await cache.get('a:1:1')) === undefined);
    });
  });

  describe(`forecasts on ${binding}`, () => {
    it('are read from the table once, and then from the cache', async () => {
      const { system, clock } = await systemOn(await open());
      await system.publish(1, forecastFrom(clock.now()));

      for (let n = 0; n < 20; n += 1) expect((await system.read(1)).status).toBe(200);

      expect(system.loads()).toBeLessThanOrEqual(1);
    });

    it('that have expired in the cache are loaded once, however many ask at a time', async () => {
      const { system, clock } = await systemOn(await open());
      await system.publish(1, forecastFrom(clock.now()));
      await system.read(1);
      const before = system.loads();
      clock.advance(11 * 60_000);

      const answers = await Promise.all(Array.from({ length: 64 }, () => system.read(1)));

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(system.loads() - before).toBe(1);
    });

    it('that nobody has published are asked of the table once', async () => {
      const { system } = await systemOn(await open());

      const answers = await Promise.all(Array.from({ length: 64 }, () => system.read(404)));

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
      expect(system.loads()).toBe(1);
    });

    it.each(garbage)('are read from the table where the cache holds %s', async (_, spoil) => {
      const cache = await open();
      const { system, clock } = await systemOn(cache);
      const forecast = forecastFrom(clock.now());
      await system.publish(1, forecast);
      await system.read(1);
      const [whole, before] = [await cache.get('forecast:1:1'), system.loads()];

      await cache.set('forecast:1:1', spoil(String(whole)), 60_000);
      const answer = await system.read(1);

      expect([answer.status, await answer.json()]).toEqual([200, { resortID: 1, ...forecast }]);
      expect(system.loads() - before).toBe(1);
      expect(await cache.get('forecast:1:1')).not.toBe(spoil(String(whole)));
    });
  });
}

/** What a cache might hold that our own build never wrote: each a little nearer to what it did write. */
const garbage: readonly [string, (whole: string) => string][] = [
  ['nothing', () => ''],
  ['no JSON', () => '\u0000garbage'],
  ['another type', () => '[1,2,3]'],
  ['null', () => 'null'],
  ['half an entry', (whole) => whole.slice(0, whole.length / 2)],
  ['an entry with one letter changed', (whole) => whole.replace('Light snow', 'Light rain')],
  ['an entry of another resort', (whole) => whole.replace('"id":1', '"id":2')],
  ['an entry with more than it should have', (whole) => whole.replace('{', '{"extra":1,')],
  ['an entry from the future', (whole) => whole.replace(/"loadedAt":\d+/, '"loadedAt":9007199254740991')],
  ['an entry of last year', (whole) => whole.replace(/"loadedAt":\d+/, '"loadedAt":1')],
  ['far too much', (whole) => whole.padEnd(1_000_000)],
];

async function systemOn(cache: Cache) {
  const clock = shiftedClock();
  return { system: await forecastSystem({ cache, clock }), clock };
}

/** Asks until it is so; a test that waits for what never comes is ended by its own limit of time. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
