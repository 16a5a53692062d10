import { expect, test } from 'vitest';
import { crossOrigin } from '#platform/cross-origin.ts';

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

  expect(tell?.({ method: 'GET', headers: new Map([['origin', [origin]]]) }, {})).toMatchObject({
    'access-control-allow-origin': origin,
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

  expect(crossOrigin([origin])?.({ method: 'GET', headers: new Map([['origin', [origin, origin]]]) }, {})).toEqual({
    vary: 'Origin',
  });
});
