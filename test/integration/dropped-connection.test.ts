import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { bank } from '../fakes/bank.ts';

it('applies a deposit once, at whatever byte its client drops the connection before it retries', async () => {
  const system = await bank();
  const token = await system.tokens.issue({
    sub: 'till-4',
    scopes: ['accounts:till', 'accounts:all'],
    lifetimeSeconds: 60,
  });
  const request = Buffer.from(depositOf(system.accountID, token));

  // The token is long and says nothing of how a request ends: every 20th byte of it, and every single one after it.
  const cuts = Array.from(request.keys()).filter((byte) => byte % 20 === 0 || byte > request.length - 150);
  for (const cut of [...cuts, request.length]) await sendAndDrop(system.port, request.subarray(0, cut));
  const retried = await system.request('POST', `/accounts/${system.accountID}/deposits`, {
    body: { amount: 5 },
    key: 'once',
    as: ['accounts:till', 'accounts:all'],
    sub: 'till-4',
  });

  expect(retried.status).toBe(201);
  expect(await retried.json()).toMatchObject({ balance: 5, version: 1 });
  expect(await system.read(`/accounts/${system.accountID}`)).toMatchObject({ balance: 5, version: 1 });
  expect(await system.read('/accounts/cash-EUR')).toMatchObject({ balance: -5 });
});

function depositOf(accountID: string, token: string): string {
  const body = '{"amount":5}';
  return [
    `POST /accounts/${accountID}/deposits HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'idempotency-key: once',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

async function sendAndDrop(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes, () => socket.destroy());
  await once(socket, 'close');
}
