import { expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';

const asks = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };

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
