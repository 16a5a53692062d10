import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { startGateway } from '../../lib/local/gateway/gateway.ts';
import { LISTENERS } from '../../lib/local/gateway/listeners.ts';
import { codeIn, fakeService, problemIn, sendRaw, startFakeService as start } from '../fakes/http-service.ts';
import { openConnection } from '../load/connection.ts';

describe('an exchange with the gateway', () => {
  test('writes one line of log a request', async () => {
    const { call, log } = await start();

    await call('/notes/7', { method: 'POST', body: '{"text":"secret"}' });
    await call('/nothing');

    expect(log.lines).toEqual([
      {
        level: 'INFO',
        message: 'request',
        fields: { operationId: 'writeNote', requestId: 'request-1', status: 201, ms: 0 },
      },
      { level: 'INFO', message: 'request', fields: { requestId: 'request-2', status: 404, ms: 0 } },
    ]);
  });

  test('holds every answer of an operation until what it has seen is durable', async () => {
    const commit = Promise.withResolvers<void>();
    const { call } = await start({ barrier: () => commit.promise });
    const answered: string[] = [];
    const write = call('/notes/7', { method: 'POST', body: '{"text":"a"}' }).then(() => answered.push('write'));
    const read = call('/notes/7').then(() => answered.push('read'));

    await call('/nothing');
    expect(answered).toEqual([]);
    commit.resolve();
    await Promise.all([write, read]);

    expect(answered.toSorted()).toEqual(['read', 'write']);
  });

  test('answers 503 and when to try again if the commit fails', async () => {
    const { call } = await start({ barrier: () => Promise.reject(new Error('The disk is full.')) });

    const response = await call('/notes/7', { method: 'POST', body: '{"text":"a"}' });

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await codeIn(response)).toBe('unavailable');
  });

  test.each([
    [new Error('Boom', { cause: new Error('wire') }), 500, 'internal_error'],
    [new UnknownOutcome('No answer'), 503, 'unavailable'],
    [new StoreUnavailable('Throttled'), 503, 'unavailable'],
  ])('turns %s into %i and logs its cause', async (error, status, code) => {
    const notes = new (class extends Map<number, string> {
      override get(): never {
        throw error;
      }
    })();
    const { call, log } = await start({ notes });

    const response = await call('/notes/7');

    expect([response.status, await codeIn(response)]).toEqual([status, code]);
    expect(log.lines[0]).toMatchObject({
      level: 'ERROR',
      fields: { operationId: 'readNote', cause: expect.stringContaining(error.message) },
    });
  });

  test('takes a body in chunks, and stops reading at the limit', async () => {
    const { port, notes } = await start();
    const start64 =
      'POST /notes/7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer gate\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;

    const fits = await sendRaw(port, `${start64}5\r\n{"tex\r\n`, '7\r\nt":"a"}\r\n0\r\n\r\n');
    const tooMuch = await sendRaw(port, start64, chunk.repeat(17));

    expect(fits).toMatch(/^HTTP\/1\.1 201 /);
    expect(notes.get(7)).toBe('a');
    expect(problemIn(tooMuch).code).toBe('payload_too_large');
    expect(tooMuch).toMatch(/^connection: close$/im);
  });

  test('refuses a body by its declared length before it is sent', async () => {
    const { port } = await start();

    const answer = await sendRaw(port, headOfPost('Content-Length: 65537'));

    expect(problemIn(answer).code).toBe('payload_too_large');
    expect(answer).toMatch(/^connection: close$/im);
  });

  test('asks for a body with 100 Continue only when its head was accepted', async () => {
    const { port } = await start();

    const accepted = await sendRaw(
      port,
      headOfPost('Content-Length: 12\r\nExpect: 100-continue\r\nConnection: close'),
      '{"text":"a"}',
    );
    const refused = await sendRaw(port, headOfPost('Content-Length: 65537\r\nExpect: 100-continue'));

    expect(accepted).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
    expect(problemIn(refused).code).toBe('payload_too_large');
  });

  test('goes on when a client leaves in the middle of a body', async () => {
    const { port, call, log, notes } = await start();
    const left = request({
      port,
      path: '/notes/7',
      method: 'POST',
      headers: { authorization: 'Bearer gate', 'content-type': 'application/json', 'content-length': 100 },
    });
    left.on('error', () => undefined);
    // Written, it is on its way even if the connection is accepted only after the client has left.
    await new Promise((resolve) => left.write('{', resolve));
    await call('/ping');

    left.destroy();
    await expect.poll(() => log.lines.map(({ message }) => message), BUSY_MACHINE).toContain('request aborted');

    expect((await call('/ping')).status).toBe(200);
    expect(notes.size).toBe(0);
  });

  test('closes after it has answered what is in flight', async () => {
    const commit = Promise.withResolvers<void>();
    const running = Promise.withResolvers<void>();
    const { gateway, call } = await start({
      barrier: () => {
        running.resolve();
        return commit.promise;
      },
    });
    const write = call('/notes/7', { method: 'POST', body: '{"text":"a"}' });
    await running.promise;

    const closed = gateway.close();
    commit.resolve();

    expect((await write).status).toBe(201);
    await closed;
    await expect(call('/ping')).rejects.toThrow();
  });

  test.skipIf(LISTENERS === 1)('finds place for many who connect at once, not for one each time round', async () => {
    const { port } = await start();
    const clients = Array.from({ length: 256 }, () => openConnection(port));
    let rounds = 0;
    const counting = setInterval(() => undefined, 1_000);
    let next = setImmediate(function again() {
      rounds += 1;
      next = setImmediate(again);
    });

    const replies = await Promise.all(clients.map((client) => client.request('GET /ping HTTP/1.1\r\nHost: a\r\n\r\n')));

    clearImmediate(next);
    clearInterval(counting);
    for (const client of clients) client.close();
    expect(new Set(replies.map((reply) => reply.kind === 'answer' && reply.status))).toEqual(new Set([200]));
    expect(rounds).toBeLessThan(clients.length / 2);
  });

  test('says so when its port is taken', async () => {
    const { port } = await start();

    await expect(startGateway(fakeService({ port }).gateway)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

const headOfPost = (fields: string) =>
  `POST /notes/7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer gate\r\nContent-Type: application/json\r\n${fields}\r\n\r\n`;

/** Vitest polls for a second, in which a busy machine does not get to it. */
const BUSY_MACHINE = { timeout: 10_000 };
