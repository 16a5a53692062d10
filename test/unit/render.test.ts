import { describe, expect, test } from 'vitest';
import { created, ok } from '#platform/answer.ts';
import type { Operation } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { render } from '#platform/render.ts';

describe('render', () => {
  test('writes a body as JSON with its length in bytes, not to be stored or sniffed', () => {
    const response = render(ok({ name: 'Zürs' }), { operation: GetThing, requestId: 'r-1' });

    expect(response).toEqual({
      status: 200,
      headers: {
        'content-type': 'application/json',
        'content-length': '16',
        'cache-control': 'no-store',
        'x-request-id': 'r-1',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
      body: '{"name":"Zürs"}',
    });
  });

  test('gives an answer without a body no content type and the length 0', () => {
    const { status, headers, body } = render(created(), { requestId: 'r-1' });

    expect({ status, body, length: headers['content-length'] }).toEqual({ status: 201, body: '', length: '0' });
    expect(headers).not.toHaveProperty('content-type');
  });

  test('writes a bare number, zero included', () => {
    expect(render(ok(0), { requestId: 'r-1' }).body).toBe('0');
  });

  test('returns the trace, the headers of the answer and the caching of the contract', () => {
    const operation = { ...GetThing, cacheControl: 'public, max-age=300' };

    const { headers } = render(ok(1, { etag: '"1"' }), { operation, requestId: 'r-1', traceparent: 'tp' });

    expect(headers).toMatchObject({ etag: '"1"', traceparent: 'tp', 'cache-control': 'public, max-age=300' });
  });

  test('answers HEAD with the headers of GET and nothing else', () => {
    const get = render(ok({ a: 1 }), { requestId: 'r-1' });

    expect(render(ok({ a: 1 }), { requestId: 'r-1', head: true })).toEqual({ ...get, body: '' });
  });

  test('writes a problem as RFC 9457 says, never to be cached', () => {
    const errors = [{ pointer: '/a', detail: 'must be there' }];
    const operation = { ...GetThing, cacheControl: 'public, max-age=300' };

    const { status, headers, body } = render(problem('validation_failed', { errors }), { operation, requestId: 'r-1' });

    expect(status).toBe(400);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(JSON.parse(body)).toEqual({
      type: 'urn:liftline:problem:validation_failed',
      title: 'The request does not satisfy its contract',
      status: 400,
      detail: 'The request does not satisfy its contract.',
      instance: 'urn:liftline:request:r-1',
      code: 'validation_failed',
      requestId: 'r-1',
      errors,
    });
  });

  test('adds the message that clients of the Ski Data API read', () => {
    const operation = { ...GetThing, dialect: 'ski-data-api' } as const;

    const { body } = render(problem('not_found', { detail: 'No such day.' }), { operation, requestId: 'r-1' });

    expect(JSON.parse(body)).toMatchObject({ message: 'No such day.' });
  });

  test.each(['too_many_requests', 'unavailable'] as const)('says when to try again after %s', (code) => {
    expect(render(problem(code), { requestId: 'r-1' }).headers['retry-after']).toBe('1');
    expect(
      render(problem(code, { headers: { 'retry-after': '9' } }), { requestId: 'r-1' }).headers['retry-after'],
    ).toBe('9');
  });
});

const GetThing = {
  operationId: 'getThing',
  summary: 'Read a thing',
  method: 'GET',
  path: '/thing',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: null },
  problems: [],
} as const satisfies Operation;
