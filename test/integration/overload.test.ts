import { describe, expect, test } from 'vitest';
import type { Scope } from '#platform/call.ts';
import { post, startStorm } from '../access/storm.ts';
import { embeddedSystem } from '../fakes/embedded.ts';
import { openConnection } from '../load/connection.ts';

const IN_FLIGHT_MAX = 8;
const scan = { path: '/skiers/1/seasons/2022/days/1/skiers/1', body: { time: 217, liftID: 21 } };

describe('a storm of scans at ten times of what is taken at once', () => {
  test('is shed with the time to return, and no payment waits for it or is refused', async () => {
    const { system, tokenOf, pay } = await start();
    const gate = await tokenOf(['rides:write'], 'gate-1');

    const storm = startStorm({
      port: system.port,
      request: post({ ...scan, token: gate }),
      connections: 10 * IN_FLIGHT_MAX,
    });
    const payments = await pay(200);
    await storm.stop();

    expect(new Set(payments)).toEqual(new Set([201]));
    expect(new Set(storm.answers.keys())).toEqual(new Set([201, 503]));
    expect(storm.withoutRetryAfter()).toBe(0);
  });

  test('leaves nothing behind: the same gates, as many as are taken at once, are all served afterwards', async () => {
    const { system, tokenOf } = await start();
    const request = post({ ...scan, token: await tokenOf(['rides:write'], 'gate-1') });
    const storm = startStorm({ port: system.port, request, connections: 10 * IN_FLIGHT_MAX });
    await expect.poll(() => storm.answers.get(503) ?? 0, { timeout: 20_000 }).toBeGreaterThan(100);
    await storm.stop();

    const after = await Promise.all(
      Array.from({ length: IN_FLIGHT_MAX }, () => sendAll(system.port, [request, request])),
    );

    expect(new Set(after.flat())).toEqual(new Set([201]));
  });
});

describe('the limit of a principal', () => {
  test('is told on every answer, and beyond it 429 with the time to return', async () => {
    const system = await embeddedSystem({ limits: { policy: { quota: 2, windowSeconds: 60 } } });
    const read = () => system.request('GET', '/resorts', { as: ['rides:read'], sub: 'partner-1' });

    const answers = [await read(), await read(), await read()];
    const other = await system.request('GET', '/resorts', { as: ['rides:read'], sub: 'partner-2' });

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"default";q=2;w=60');
    expect(answers[0]?.headers.get('ratelimit')).toBe('"default";r=1;t=30');
    expect(answers[2]?.headers.get('retry-after')).toBe('30');
    expect(await answers[2]?.json()).toMatchObject({ code: 'too_many_requests' });
    expect(other.status).toBe(200);
  });

  test('is nobody of whom no token is asked', async () => {
    const system = await embeddedSystem({ limits: { policy: { quota: 1, windowSeconds: 60 } } });

    const answers = [await system.request('GET', '/health'), await system.request('GET', '/health')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});

async function start() {
  const system = await embeddedSystem({ limits: { inFlightMax: IN_FLIGHT_MAX } });
  const opened = await system.request('POST', '/accounts', { body: { currency: 'EUR' }, key: 'open' });
  const { accountID } = (await opened.json()) as { accountID: string };
  const tokenOf = (scopes: readonly Scope[], sub: string) =>
    system.tokens.issue({ sub, clientID: sub, scopes, lifetimeSeconds: 600 });

  return {
    system,
    tokenOf,
    /** Deposits, one after another; answers their statuses. */
    async pay(count: number): Promise<number[]> {
      const token = await tokenOf(['accounts:till', 'accounts:all'], 'till-1');
      const deposit = { path: `/accounts/${accountID}/deposits`, body: { amount: 1 }, token };
      return sendAll(
        system.port,
        Array.from({ length: count }, (_, n) => post({ ...deposit, key: `deposit-${n}` })),
      );
    },
  };
}

async function sendAll(port: number, requests: readonly string[]): Promise<number[]> {
  const connection = openConnection(port);
  const statuses: number[] = [];
  for (const request of requests) {
    const reply = await connection.request(request);
    statuses.push(reply.kind === 'answer' ? reply.status : 0);
  }
  connection.close();
  return statuses;
}
