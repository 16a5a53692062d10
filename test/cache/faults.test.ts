import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { valkey } from '#platform/aws/valkey.ts';
import { CACHE_MS_MAX, type Cache } from '#platform/cache.ts';
import { guardedCache } from '#platform/guarded-cache.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock, timers } from '../../lib/local/platform.ts';
import { type ForecastSystem, forecastSystem, shiftedClock } from '../fakes/forecasts.ts';
import { until } from './contract.ts';
import { readersOf } from './readers.ts';
import { slowLine } from './slow-line.ts';
import { startValkey, type ValkeyServer } from './valkey-server.ts';

/** So that the minute for which a forecast may be outdated is over in a second. */
const RATE = 60;

interface Struck {
  readonly server: ValkeyServer;
  readonly line: { delayMs: number };
}

const faults: readonly [string, (struck: Struck) => unknown, (struck: Struck) => unknown][] = [
  ['is stopped', ({ server }) => server.stop(), ({ server }) => server.start()],
  ['is frozen', ({ server }) => server.freeze(), ({ server }) => server.thaw()],
  ['is slower than is waited for', ({ line }) => delay(line, 3 * CACHE_MS_MAX), ({ line }) => delay(line, 0)],
  ['is slow', ({ line }) => delay(line, CACHE_MS_MAX / 2), ({ line }) => delay(line, 0)],
  ['is filled with garbage', ({ server }) => spoil(server), () => {}],
  ['has no room', ({ server }) => limit(server, '1'), ({ server }) => limit(server, '0')],
  ['cuts its connections', ({ server }) => server.command('CLIENT', 'KILL', 'TYPE', 'normal'), () => {}],
];

it.each(faults)('reads go on, right and bounded, while the cache %s, and then hit again', async (_, strike, heal) => {
  const server = await startValkey();
  const line = await slowLine(server.port);
  const remote = valkey({ connect: () => server.connect(line.port), clock });
  const cache = counted(guardedCache(remote, { clock, timers, metrics: counters() }));
  const time = shiftedClock({ rate: RATE });
  const system = await forecastSystem({ cache, clock: time });
  const readers = readersOf(system, time.now);

  await sleep(1_000);
  await strike({ server, line });
  await sleep(2_000);
  await heal({ server, line });
  await sleep(500);
  const reads = await readers.end();
  await until(() => hits(system));

  expect(reads).toBeGreaterThan(100);
  expect(readers.wrong).toEqual([]);
  expect(cache.late).toBe(0);
});

function delay(line: { delayMs: number }, milliseconds: number): void {
  line.delayMs = milliseconds;
}

/** Every key, over and over in the middle of the load, with what is no entry and with what is no text. */
async function spoil(server: ValkeyServer): Promise<void> {
  for (let n = 0; n < 50; n += 1) {
    await server.command('EVAL', SPOIL, '0', String(n));
    await sleep(20);
  }
}

const SPOIL = `for resort = 1, 20 do
  local key = 'forecast:1:' .. resort
  redis.call('DEL', key)
  if (resort + ARGV[1]) % 2 == 0 then redis.call('RPUSH', key, 'a', 'list') else redis.call('SET', key, '{"id":') end
end`;

function limit(server: ValkeyServer, bytes: string): Promise<unknown> {
  return server.command('CONFIG', 'SET', 'maxmemory', bytes);
}

/** Of two reads the second asks no table. */
async function hits(system: ForecastSystem): Promise<boolean> {
  await system.read(1);
  const before = system.loads();
  await system.read(1);
  return system.loads() === before;
}

/** Counts the calls that are not over when their time is: a timer as long, set after theirs, must ring after theirs. */
function counted(cache: Cache): Cache & { late: number } {
  const calls = {
    late: 0,
    get: (key: string) => timely(cache.get(key)),
    set: (key: string, value: string, ttlMs: number) => timely(cache.set(key, value, ttlMs)),
  };
  return calls;

  async function timely<T>(call: Promise<T>): Promise<T> {
    const ring = timers.sleep(CACHE_MS_MAX).then(() => 'late');
    if ((await Promise.race([call.then(() => 'in time'), ring])) === 'late') calls.late += 1;
    return call;
  }
}
