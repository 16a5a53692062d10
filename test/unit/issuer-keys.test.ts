import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { authorize } from '../../lambdas/identity/authorize.ts';
import { issuerKeys } from '../../lambdas/identity/issuer-keys.ts';
import { tokenVerifier } from '../../lambdas/identity/verify-token.ts';
import { fakeClock } from '../fakes/clock.ts';

const MINUTE_MS = 60_000;

let old: Key;
let fresh: Key;
beforeAll(async () => {
  [old, fresh] = await Promise.all([newKey('old'), newKey('fresh')]);
});

describe('an issuer that changes its key', () => {
  test('is believed under the new one at once, and under the old one as long as it publishes that', async () => {
    const issuer = await startIssuer([old]);
    const { verify } = verifierOf(issuer);

    const before = await verify(await issuer.token(old));
    issuer.publish([old, fresh]);
    const during = [await verify(await issuer.token(old)), await verify(await issuer.token(fresh))];
    issuer.publish([fresh]);
    const after = [await verify(await issuer.token(old)), await verify(await issuer.token(fresh))];

    expect([before, ...during].map(({ kind }) => kind)).toEqual(['verified', 'verified', 'verified']);
    expect(after.map(({ kind }) => kind)).toEqual(['refused', 'verified']);
  });
});

describe('an issuer that cannot be reached', () => {
  test('lets nobody be judged before its keys are known, and is asked again after a rest', async () => {
    const issuer = await startIssuer([old]);
    const { verify, clock } = verifierOf(issuer);
    const token = await issuer.token(old);

    issuer.fail();
    const during = [await verify(token), await verify(token)];
    const asked = issuer.requests();
    issuer.recover();
    clock.advance(10_000);
    const after = await verify(token);

    expect(during.map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable']);
    expect(asked).toBe(1);
    expect(after.kind).toBe('verified');
  });

  test('is believed under the keys that were known, and nothing is said of a key that was not', async () => {
    const issuer = await startIssuer([old]);
    const { verify } = verifierOf(issuer);
    await verify(await issuer.token(old));

    issuer.fail();
    const [known, unknown] = [await verify(await issuer.token(old)), await verify(await issuer.token(fresh))];

    expect([known.kind, unknown.kind]).toEqual(['verified', 'unavailable']);
  });

  test('is believed under the keys that were known for a day and no longer', async () => {
    const issuer = await startIssuer([old]);
    const { verify, clock } = verifierOf(issuer);
    await verify(await issuer.token(old));

    issuer.fail();
    clock.advance(24 * 60 * MINUTE_MS);
    const within = await verify(await issuer.token(old, 25 * 60));
    clock.advance(1);
    const after = await verify(await issuer.token(old, 25 * 60));

    expect([within.kind, after.kind]).toEqual(['verified', 'unavailable']);
  });

  test('does not make a bad signature good', async () => {
    const issuer = await startIssuer([old]);
    const { verify } = verifierOf(issuer);
    const token = await issuer.token(old);
    await verify(token);

    issuer.fail();

    expect(await verify(`${token.slice(0, -8)}AAAAAAAA`)).toEqual({ kind: 'refused' });
  });
});

test('the authorizer verifies with the keys that the issuer publishes', async () => {
  const issuer = await startIssuer([old]);
  const clock = fakeClock();
  const verify = authorize({ issuer: issuer.url, jwksUri: issuer.url, resourceServer: 'liftline', clock });

  expect(await verify(await issuer.token(old))).toMatchObject({ kind: 'verified', principal: { sub: 'gate-1' } });
});

/** Keys that are asked for again with each token, as after their ten minutes. */
function verifierOf({ url }: { url: string }) {
  const clock = fakeClock();
  const keys = issuerKeys({ jwksUri: url, clock, freshMs: 0 });
  const verify = tokenVerifier({ issuer: url, keys, resourceServer: 'liftline', now: () => new Date(clock.now()) });
  return { verify, clock };
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: object;
}

async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** An issuer on loopback that publishes what it is told to. */
async function startIssuer(keys: readonly Key[]) {
  let published = keys;
  let failing = false;
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    if (failing) response.writeHead(500).end();
    else response.end(JSON.stringify({ keys: published.map((key) => key.published) }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    publish: (next: readonly Key[]) => {
      published = next;
    },
    fail: () => {
      failing = true;
    },
    recover: () => {
      failing = false;
    },
    requests: () => requests,
    token: ({ kid, privateKey }: Key, minutes = 60) =>
      new SignJWT({ sub: 'gate-1', token_use: 'access' })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(url)
        .setExpirationTime(new Date(fakeClock().now() + minutes * MINUTE_MS))
        .sign(privateKey),
  };
}
