import { expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';

const asks = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };

const ours = 'https://app.example.com';

test.each([
  ['a read', { method: 'GET', path: '/resorts' }],
  ['an answer to everybody', { method: 'GET', path: '/health' }],
  ['a refusal', { method: 'GET', path: '/resorts', as: 'none' }],
  ['a path that is not there', { method: 'GET', path: '/nowhere' }],
  ['a preflight of a payment', { method: 'OPTIONS', path: '/transfers', headers: asks }],
] as const)('%s tells no page of another origin that it may look', async (_, { method, path, ...sent }) => {
  const system = await embeddedSystem();
  const headers = { origin: 'https://shop.example', ...('headers' in sent ? sent.headers : {}) };

  const answer = await system.request(method, path, { ...sent, headers });

  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test.each([
  ['a read', { method: 'GET', path: '/resorts' }],
  ['a refusal', { method: 'GET', path: '/resorts', as: 'none' }],
  ['a path that is not there', { method: 'GET', path: '/nowhere' }],
] as const)(
  '%s tells a page of an allowed origin that it may look, and at what',
  async (_, { method, path, ...sent }) => {
    const system = await embeddedSystem({ origins: [ours] });

    const { headers } = await system.request(method, path, { ...sent, headers: { origin: ours } });

    expect(headers.get('access-control-allow-origin')).toBe(ours);
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(headers.get('vary')).toBe('Origin');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  },
);

test('a preflight of an allowed origin tells what its page may send', async () => {
  const system = await embeddedSystem({ origins: [ours] });

  const { status, headers } = await system.request('OPTIONS', '/transfers', {
    as: 'none',
    headers: { ...asks, origin: ours },
  });

  expect(status).toBe(204);
  expect(headers.has('content-length')).toBe(false);
  expect(headers.get('access-control-allow-origin')).toBe(ours);
  expect(headers.get('access-control-allow-methods')).toContain('POST');
  expect(headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  expect(headers.get('vary')).toBe('Origin');
});

test.each(['https://shop.example', 'https://appXexample.com', 'null', `${ours}, https://shop.example`])(
  'a page of %s may not look where another one may',
  async (origin) => {
    const system = await embeddedSystem({ origins: [ours] });

    const answers = [
      await system.request('GET', '/resorts', { headers: { origin } }),
      await system.request('OPTIONS', '/transfers', { as: 'none', headers: { ...asks, origin } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const { headers } of answers) {
      expect(headers.get('vary')).toBe('Origin');
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  },
);
