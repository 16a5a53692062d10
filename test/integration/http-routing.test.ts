import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { codeIn, problemIn, sendRaw, startFakeService as start } from '../fakes/http-service.ts';

describe('the gateway', () => {
  test('takes a body and answers 201 without one', async () => {
    const { call, notes } = await start();

    const response = await call('/notes/7', { method: 'POST', body: '{"text":"powder"}' });

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-length')).toBe('0');
    expect(response.headers.get('content-type')).toBeNull();
    expect(notes.get(7)).toBe('powder');
  });

  test('answers a published client that offers h2c with each request, over one connection', async () => {
    const { port, notes } = await start();
    const post = (noteID: number) =>
      `POST /notes/${noteID} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer gate\r\nContent-Type: application/json\r\n` +
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n' +
      'Content-Length: 12\r\n\r\n{"text":"a"}';
    const socket = connect({ port, host: '127.0.0.1' });

    socket.write(post(1));
    const [first] = await once(socket, 'data');
    socket.write(post(2));
    const [second] = await once(socket, 'data');
    socket.destroy();

    expect([`${first}`, `${second}`]).toEqual([
      expect.stringMatching(/^HTTP\/1\.1 201 Created\r\n/),
      expect.stringMatching(/^HTTP\/1\.1 201 Created\r\n/),
    ]);
    expect([...notes.keys()]).toEqual([1, 2]);
  });

  test('answers HEAD as GET without its body', async () => {
    const { call } = await start({ notes: new Map([[7, 'powder']]) });

    const get = await call('/notes/7');
    const head = await call('/notes/7', { method: 'HEAD' });

    expect(await get.text()).toBe('{"text":"powder"}');
    expect(await head.text()).toBe('');
    const fieldsOf = ({ headers }: Response) =>
      [...headers].filter(([name]) => !['connection', 'date', 'keep-alive', 'x-request-id'].includes(name));
    expect(fieldsOf(head)).toEqual(fieldsOf(get));
  });

  test('answers OPTIONS with the methods of the path, to anybody', async () => {
    const { call } = await start();

    const response = await call('/notes/7', { method: 'OPTIONS', headers: {} });

    expect(response.status).toBe(200);
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])(
    'answers %s with 405 and what is allowed',
    async (method) => {
      const { port } = await start();

      const answer = await sendRaw(port, `${method} /notes/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

      expect(problemIn(answer).code).toBe('method_not_allowed');
      expect(answer).toContain('\r\nallow: POST, GET, HEAD, OPTIONS\r\n');
    },
  );

  test.each(['/', '/note/7', '/notes/7/', '//notes/7', '/notes/%37', '/notes/7;x', '/notes/./7', '*', 'http://a/ping'])(
    'finds nothing at %s, and decides that before it looks at a token',
    async (path) => {
      const { port } = await start();

      const answer = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

      expect(problemIn(answer).code).toBe('not_found');
    },
  );

  test('checks in the order 404, 405, 401, 403, 413, 415, 400', async () => {
    const { call } = await start();
    const wrong = { method: 'POST', body: 'x'.repeat(65_537) };
    const codeOf = async (path: string, init: RequestInit) => codeIn(await call(path, init));

    expect(await codeOf('/nothing', { ...wrong, headers: {} })).toBe('not_found');
    expect(await codeOf('/ping', { ...wrong, headers: {} })).toBe('method_not_allowed');
    expect(await codeOf('/notes/0', { ...wrong, headers: {} })).toBe('unauthorized');
    expect(await codeOf('/notes/0', { headers: { authorization: 'Bearer gate' } })).toBe('insufficient_scope');
    expect(await codeOf('/notes/0', { ...wrong, headers: { authorization: 'Bearer gate' } })).toBe('payload_too_large');
    expect(await codeOf('/notes/0', { method: 'POST', body: 'x', headers: { authorization: 'Bearer gate' } })).toBe(
      'unsupported_media_type',
    );
    expect(await codeOf('/notes/0', { method: 'POST', body: 'x' })).toBe('validation_failed');
  });

  test('adds the message of the Ski Data API to the problems of its operations only', async () => {
    const { call } = await start();

    expect(await (await call('/notes/7')).json()).toHaveProperty('message');
    expect(await (await call('/ping?x=1')).json()).not.toHaveProperty('message');
  });

  test('returns the request id and the trace of the client', async () => {
    const { call } = await start();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

    const { headers } = await call('/ping', { headers: { 'x-request-id': 'gate-7', traceparent } });

    expect([headers.get('x-request-id'), headers.get('traceparent')]).toEqual(['gate-7', traceparent]);
  });

  test('serves its documentation without a word from anywhere else', async () => {
    const { call } = await start();

    const page = await call('/docs', { headers: {} });
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].flatMap(([, path]) => path ?? []);
    const statuses = await Promise.all(files.map(async (path) => (await call(path, { headers: {} })).status));

    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(html).not.toMatch(/https?:/);
    expect(statuses).toEqual([200, 200, 200]);
  });

  test.each(['/docs/', '/docs/package.json', '/docs/../package.json', '/docs/constructor', '/docs/swagger-ui.css.map'])(
    'does not serve %s',
    async (path) => {
      const { port } = await start();

      expect(problemIn(await sendRaw(port, `GET ${path} HTTP/1.0\r\n\r\n`)).code).toBe('not_found');
    },
  );
});
