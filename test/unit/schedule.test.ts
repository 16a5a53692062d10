import { expect, test } from 'vitest';
import { schedule } from '../../lib/local/schedule.ts';
import { fakeLog } from '../fakes/log.ts';

test('does its work first soon and then now and then, and goes on after a failure', async () => {
  const [log, slept] = [fakeLog(), [] as number[]];
  const { promise: thrice, resolve } = Promise.withResolvers<void>();
  let [done, failed] = [0, 0];

  const { stop } = schedule({
    async work() {
      done += 1;
      if (done === 2) throw new Error('no luck');
      if (done === 3) resolve();
    },
    firstMs: 5,
    everyMs: 100,
    timers: { sleep: async (milliseconds) => void slept.push(milliseconds) },
    log,
    onFailed: () => (failed += 1),
  });
  await thrice;
  await stop();

  expect(slept.slice(0, 3)).toEqual([5, 100, 100]);
  expect(failed).toBe(1);
  expect(log.lines).toMatchObject([{ level: 'ERROR', message: 'scheduled work failed' }]);
});

test('stops in the middle of its work, and that is no failure', async () => {
  const log = fakeLog();
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const { stop } = schedule({
    work: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        resolve();
      }),
    firstMs: 1,
    everyMs: 1,
    timers: { sleep: async () => undefined },
    log,
    onFailed: () => log.error('failed'),
  });

  await begun;
  await stop();

  expect(log.lines).toEqual([]);
});
