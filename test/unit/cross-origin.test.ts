import { expect, test } from 'vitest';
import { crossOrigin, preflightFields, readableFields } from '#platform/cross-origin.ts';
import { openapiDocument } from '#platform/openapi.ts';
import { HEADERS } from '#platform/openapi-headers.ts';
import { services } from '../../lib/contracts.ts';

const ANSWER = { status: 404, headers: { 'content-length': '2' }, body: '{}' };

test('without origins nothing is said', () => {
  expect(crossOrigin([])).toBeUndefined();
});

test.each([
  'https://app.example.com',
  'https://app.example.com:8443',
  'http://localhost:3000',
  'http://127.0.0.1:5173',
])('%s is an origin', (origin) => {
  const tell = crossOrigin([origin]);

  expect(tell?.({ method: 'GET', headers: new Map([['origin', [origin]]]) }, ANSWER)).toMatchObject({
    headers: { 'access-control-allow-origin': origin },
  });
});

test.each([
  '*',
  'null',
  'app.example.com',
  'https://app.example.com/',
  'https://app.example.com/shop',
  'https://APP.example.com',
  'https://app.example.com:443',
  'https://*.example.com',
  'http://app.example.com',
  'ftp://app.example.com',
  "https://app.example.com'",
])('%s is none, and refused', (text) => {
  expect(() => crossOrigin(['https://good.example', text])).toThrow('An origin is written as');
});

test('two origins in one request are nobody', () => {
  const origin = 'https://app.example.com';

  expect(crossOrigin([origin])?.({ method: 'GET', headers: new Map([['origin', [origin, origin]]]) }, ANSWER)).toEqual({
    ...ANSWER,
    headers: { ...ANSWER.headers, vary: 'Origin' },
  });
});

test('an OPTIONS of a path that is not there is no preflight: it says what a page may read', () => {
  const origin = 'https://app.example.com';
  const asked = { method: 'OPTIONS', headers: new Map([['origin', [origin]]]) };

  expect(crossOrigin([origin])?.(asked, ANSWER)).toEqual({
    ...ANSWER,
    headers: { ...ANSWER.headers, vary: 'Origin', 'access-control-allow-origin': origin, ...readableFields },
  });
});

test('a page may send every header that the API reads', () => {
  const read = new Set(['authorization', 'content-type']);
  JSON.parse(JSON.stringify(openapiDocument(services)), (_, part) => {
    if (part?.in === 'header') read.add(part.name.toLowerCase());
    return part;
  });

  expect(namesIn(preflightFields('GET')['access-control-allow-headers'])).toEqual(read);
});

test('a page may read every header that the API writes, beside those that every page may', () => {
  const written = Object.keys(HEADERS).filter((name) => name !== 'Cache-Control');

  expect(namesIn(readableFields['access-control-expose-headers'])).toEqual(namesIn(written.join(', ')));
});

const namesIn = (list: string) => new Set(list.toLowerCase().split(', '));
