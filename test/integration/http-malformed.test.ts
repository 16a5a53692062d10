import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../lib/local/gateway/gateway.ts';
import { fakeService, problemIn, sendRaw } from '../fakes/http-service.ts';

describe('a request that cannot be read', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'BREW /ping HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a method in lower case', 'get /ping HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an unknown version', 'GET /ping HTTP/3.7\r\nHost: a\r\n\r\n'],
    ['the version of another protocol', 'GET /ping HTTP/2.0\r\nHost: a\r\n\r\n'],
    ['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a space in the path', 'GET /pi ng HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no Host', 'GET /ping HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['Content-Length and Transfer-Encoding', post('Content-Length: 12\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['Transfer-Encoding and Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 12', '0\r\n\r\n')],
    ['two lengths', post('Content-Length: 12\r\nContent-Length: 13', '{"text":"a"}')],
    ['the same length twice', post('Content-Length: 12\r\nContent-Length: 12', '{"text":"a"}')],
    ['two lengths in one field', post('Content-Length: 12, 12', '{"text":"a"}')],
    ['a signed length', post('Content-Length: +12', '{"text":"a"}')],
    ['a length in hexadecimal', post('Content-Length: 0xc', '{"text":"a"}')],
    ['another transfer coding', post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n')],
    ['a transfer coding that is not chunked at last', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n')],
    ['a coding that only looks chunked', post('Transfer-Encoding: xchunked', '0\r\n\r\n')],
    ['a chunk size that is no number', post('Transfer-Encoding: chunked', 'zz\r\n')],
    ['a chunk longer than it says', post('Transfer-Encoding: chunked', '1\r\nab\r\n0\r\n\r\n')],
    ['a folded header', 'GET /ping HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n'],
    ['a bare line feed after a header', 'GET /ping HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n'],
    ['a bare line feed after the request line', 'GET /ping HTTP/1.1\nHost: a\r\n\r\n'],
    ['a bare carriage return', 'GET /ping HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n'],
    ['a space before the colon', 'GET /ping HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a NUL in a header', 'GET /ping HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n'],
    ['a header without a name', 'GET /ping HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n'],
  ])('is answered 400 as a problem and its connection closed: %s', async (_, sent) => {
    const answer = await sendRaw(gateway.port, Buffer.from(sent, 'latin1'));

    expect(problemIn(answer).code).toBe('bad_request');
    expect(answer).toMatch(/^connection: close$/im);
  });

  test('is answered 431 when its head is too large', async () => {
    const answer = await sendRaw(gateway.port, `GET /ping HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);

    expect(problemIn(answer).code).toBe('headers_too_large');
  });

  test('is answered 417 when it expects what nobody can meet', async () => {
    const answer = await sendRaw(
      gateway.port,
      'GET /ping HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nConnection: close\r\n\r\n',
    );

    expect(problemIn(answer).code).toBe('expectation_failed');
  });

  test.each([
    ['its head', 'GET /ping HTTP/1.1\r\nHost:'],
    ['its body', post('Content-Length: 12', '{"te')],
    ['a chunk', post('Transfer-Encoding: chunked', '5\r\n{"t')],
  ])('is answered 408 when %s does not come to an end', async (_, sent) => {
    const answer = await sendRaw(gateway.port, sent);

    expect(problemIn(answer).code).toBe('request_timeout');
  });

  test('leaves the answers to those before it on the same connection, and closes', async () => {
    const answer = await sendRaw(gateway.port, 'GET /ping HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/^connection: close$/im);
    expect(answer).toMatch(/\{"pong":true\}$/);
  });

  test('changes nothing, and the next one is served', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/ping`);

    expect(response.status).toBe(200);
    expect(service.notes.size).toBe(0);
  });
});

const service = fakeService({ deadlines: { headMs: 200, requestMs: 400, checkMs: 50 } });
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(service.gateway);
});
afterAll(() => gateway.close());

function post(fields: string, body: string): string {
  return `POST /notes/7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer gate\r\nContent-Type: application/json\r\n${fields}\r\n\r\n${body}`;
}
