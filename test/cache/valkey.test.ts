import { describe, expect, it } from 'vitest';
import { valkey } from '#platform/aws/valkey.ts';
import type { Cache } from '#platform/cache.ts';
import { guardedCache } from '#platform/guarded-cache.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock, timers } from '../../lib/local/platform.ts';
import { fakeClock } from '../fakes/clock.ts';
import { describeCache, until } from './contract.ts';
import { startValkey, type ValkeyServer } from './valkey-server.ts';

describeCache('Valkey', async () => warm(guardedCache(valkeyOn(await startValkey()), platform())));

describe('a connection to Valkey', () => {
  it('is opened again by the next call after the server was away', async () => {
    const server = await startValkey();
    const cache = valkeyOn(server);
    await cache.set('a', 'text', 60_000);

    await server.stop();
    await expect(cache.get('a')).rejects.toThrow();
    await server.start();
    await until(async () => (await cache.get('a').catch(() => 'failed')) === undefined);

    await cache.set('a', 'text', 60_000);
    expect(await cache.get('a')).toBe('text');
  });

  it('is opened again, with fresh credentials, before AWS cuts it after twelve hours', async () => {
    const server = await startValkey();
    const time = fakeClock();
    let opened = 0;
    const connect = () => {
      opened += 1;
      return server.connect();
    };
    const cache = valkey({ connect, clock: time });
    await cache.set('a', 'text', 60_000);
    time.advance(10 * HOUR_MS);
    await cache.get('a');
    expect(opened).toBe(1);

    time.advance(1.5 * HOUR_MS);

    expect(await cache.get('a')).toBe('text');
    expect(opened).toBe(2);
    await until(
      async () =>
        String(await server.command('CLIENT', 'LIST'))
          .split('\n')
          .filter(Boolean).length === 2,
    );
  });

  it('that could not be opened is tried again by the next call', async () => {
    const server = await startValkey();
    let failures = 1;
    const connect = async () => {
      if (failures-- > 0) throw new Error('no credentials');
      return server.connect();
    };
    const cache = valkey({ connect, clock });

    await expect(cache.get('a')).rejects.toThrow('no credentials');

    expect(await cache.get('a')).toBeUndefined();
  });

  it('takes something else under a key for a miss, and writes over it', async () => {
    const server = await startValkey();
    const cache = valkeyOn(server);
    await server.command('RPUSH', 'a', 'a list');

    const read = await cache.get('a');
    await cache.set('a', 'text', 60_000);

    expect([read, await cache.get('a')]).toEqual([undefined, 'text']);
  });
});

const HOUR_MS = 3_600_000;

function valkeyOn(server: ValkeyServer) {
  return valkey({ connect: () => server.connect(), clock });
}

function platform() {
  return { clock, timers, metrics: counters() };
}

/** The first call waits for the connection, for longer perhaps than it is given. */
async function warm(cache: Cache): Promise<Cache> {
  await until(async () => {
    await cache.set('warm', 'text', 60_000);
    return (await cache.get('warm')) === 'text';
  });
  return cache;
}
