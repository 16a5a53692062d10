import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EmbeddedOptions } from '../../lib/local/embedded.ts';
import { allScopes } from '../../lib/local/tokens.ts';
import { post } from '../access/storm.ts';
import { embeddedSystem } from '../fakes/embedded.ts';
import { forecastFrom } from '../fakes/forecasts.ts';
import { sendRaw } from '../fakes/http-service.ts';
import { type Connection, openConnection, type Reply } from '../load/connection.ts';

/** The kernel deals them out by lot, one of 17 to the main thread: that gets none in (16 / 17)^128 of all runs, 1 of 2,300. */
const CONNECTIONS = 128;

describe('a system whose gateways are threads', () => {
  test('answers a read with all that was acknowledged on any connection before', async () => {
    const { connections, token, accountID } = await start();
    const balances: number[] = [];

    for (let n = 1; n <= 100; n += 1) {
      const till = connections[n % CONNECTIONS] as Connection;
      const phone = connections[(n * 7 + 3) % CONNECTIONS] as Connection;
      await till.request(post({ ...deposit(accountID), key: `deposit-${n}`, token }));
      balances.push(balanceIn(await phone.request(get(`/accounts/${accountID}`, token))));
    }

    expect(balances).toEqual(balances.map((_, index) => index + 1));
  });

  test('does at once, and each once, what comes for one account on all connections', async () => {
    const { connections, token, accountID } = await start();
    const twice = connections.flatMap((connection, n) =>
      [n, (n + 1) % CONNECTIONS].map((key) => ({ connection, key: `deposit-${key}` })),
    );

    const statuses = await Promise.all(
      connections.map(async (connection) => {
        const mine = twice.filter((each) => each.connection === connection);
        const replies: Reply[] = [];
        for (const { key } of mine) replies.push(await connection.request(post({ ...deposit(accountID), key, token })));
        return replies.map(statusOf);
      }),
    );
    const [any] = connections as [Connection];

    expect(new Set(statuses.flat())).toEqual(new Set([201]));
    expect(balanceIn(await any.request(get(`/accounts/${accountID}`, token)))).toBe(CONNECTIONS);
  });

  test('gives a principal its limit once, on however many connections', async () => {
    const { system, connections } = await start({ limits: { policy: { quota: 20, windowSeconds: 3_600 } } });
    const token = await system.tokens.issue({ sub: 'partner-1', scopes: ['rides:read'], lifetimeSeconds: 60 });
    const ask = (connection: Connection) => connection.request(get('/resorts', token)).then(statusOf);

    const statuses = [await Promise.all(connections.map(ask)), await Promise.all(connections.map(ask))].flat();

    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2 * CONNECTIONS - 20);
  });

  test('believes a good token and no other, on each connection', async () => {
    const { connections, token, accountID } = await start();
    const ask = (with_: string) =>
      Promise.all(connections.map((each) => each.request(get(`/accounts/${accountID}`, with_)).then(statusOf)));

    expect(new Set(await ask(token))).toEqual(new Set([200]));
    expect(new Set(await ask(`${token.slice(0, -8)}AAAAAAAA`))).toEqual(new Set([401]));
  });

  test('reads what is cached in memory alike on each connection, as soon as it is published', async () => {
    const { system, connections, token } = await start();
    const readAll = () => Promise.all(connections.map((each) => each.request(get('/forecasts/1', token)).then(bodyOf)));
    const publish = (summary: string, issuedAt: number) =>
      system.request('PUT', '/forecasts/1', { body: forecastFrom(issuedAt, { summary }) });
    await publish('Light snow', Date.now() - 1_000);
    const first = await readAll();

    await publish('Heavy snow', Date.now());

    const second = await readAll();
    expect(first.filter((body) => body.includes('Light snow'))).toHaveLength(CONNECTIONS);
    expect(second.filter((body) => body.includes('Heavy snow'))).toHaveLength(CONNECTIONS);
  });

  test('refuses of a batch the scan with a misspelled number and takes the others, on each connection', async () => {
    const { connections, token } = await start();
    const scan = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 123, time: 217, liftID: 21 };
    const body = JSON.stringify({ rides: [scan, scan] }).replace('217', '217.0');
    const request = `POST /rides HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

    const replies = await Promise.all(connections.map((each) => each.request(request)));

    const answers = replies.map((reply) => JSON.parse(bodyOf(reply)));
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ accepted: 1 })));
    expect(answers.map(({ rejected }) => rejected[0].index)).toEqual(answers.map(() => 0));
  });

  test('tells browsers the same on each connection', async () => {
    const { system } = await start({ origins: ['https://app.example.com'] });
    const request =
      'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://app.example.com\r\nConnection: close\r\n\r\n';

    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => sendRaw(system.port, request)));

    const told = answers.filter((answer) =>
      /^access-control-allow-origin: https:\/\/app\.example\.com\r$/im.test(answer),
    );
    expect(told).toHaveLength(CONNECTIONS);
  });

  test('counts what all of them served', async () => {
    const { system, connections, token, accountID } = await start();
    await Promise.all(connections.map((each) => each.request(get(`/accounts/${accountID}`, token))));

    const statistics = await system.request('GET', '/statistics', { as: ['operations:read'] });

    const { endpointStats } = (await statistics.json()) as { endpointStats: { URL: string }[] };
    expect(endpointStats.map(({ URL }) => URL)).toContain('/accounts/{accountID}');
  });

  test('answers what is in flight when it is told to stop', async () => {
    const { system, connections, token, accountID } = await start();

    const replies = connections.map((each, n) =>
      each.request(post({ ...deposit(accountID), key: `last-${n}`, token })),
    );
    await system.close();

    expect(new Set((await Promise.all(replies)).map(statusOf))).toEqual(new Set([201]));
  });
});

async function start(options: Partial<EmbeddedOptions> = {}) {
  const data = mkdtempSync(join(tmpdir(), 'liftline-threads-'));
  const system = await embeddedSystem({ data, threads: 1, ...options });
  const connections = Array.from({ length: CONNECTIONS }, () => openConnection(system.port));
  onTestFinished(() => {
    for (const connection of connections) connection.close();
  });
  const opened = await system.request('POST', '/accounts', { body: { currency: 'EUR' }, key: 'open' });
  const { accountID } = (await opened.json()) as { accountID: string };
  const token = await system.tokens.issue({ sub: 'staff', clientID: 'staff', scopes: allScopes, lifetimeSeconds: 600 });
  return { system, connections, accountID, token };
}

function deposit(accountID: string) {
  return { path: `/accounts/${accountID}/deposits`, body: { amount: 1 } };
}

function get(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

function statusOf(reply: Reply): number {
  return reply.kind === 'answer' ? reply.status : 0;
}

function bodyOf(reply: Reply): string {
  return reply.kind === 'answer' ? reply.body : 'lost';
}

function balanceIn(reply: Reply): number {
  return (JSON.parse(bodyOf(reply)) as { balance: number }).balance;
}
