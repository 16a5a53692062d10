import { expect, test } from 'vitest';
import { ANONYMOUS, type Principal } from '#platform/call.ts';
import { receivedPrincipal, sendablePrincipal } from '../../lib/local/threads/principals.ts';

test.each<[string, Principal]>([
  ['nobody', ANONYMOUS],
  ['one scope', { sub: 'gate-1', scopes: new Set(['rides:write']), clientID: 'gate-1', requestsPerMinute: 60 }],
  ['many scopes', { sub: 'guest', scopes: new Set(['rides:read', 'accounts:read']), skierID: 7, resorts: [1, 2] }],
])('%s is the same in another thread', (_, principal) => {
  const sent = structuredClone(sendablePrincipal(principal));

  expect(receivedPrincipal(sent)).toEqual(principal);
});

test('the order of scopes makes no other message', () => {
  const one = sendablePrincipal({ sub: 'a', scopes: new Set(['rides:read', 'accounts:read']) });
  const other = sendablePrincipal({ sub: 'a', scopes: new Set(['accounts:read', 'rides:read']) });

  expect(one).toEqual(other);
});
