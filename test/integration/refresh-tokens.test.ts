import { describe, expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';
import { basic, claimsOf, issuingSystem, told } from '../fakes/issuer.ts';

describe('a refresh token', () => {
  test('is good for one exchange, and the next one for the next', async () => {
    const { signIn, refresh } = await issuing();
    const first = await told(await signIn());

    const second = await told(await refresh(first.refresh_token));
    const third = await refresh(second.refresh_token);

    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(second.access_token)).toMatchObject({ sub: 'ida', skierID: 123 });
    expect(third.status).toBe(200);
  });

  test('ends its session when it comes a second time', async () => {
    const { signIn, refresh } = await issuing();
    const first = await told(await signIn());
    const second = await told(await refresh(first.refresh_token));

    const again = await refresh(first.refresh_token);
    const next = await refresh(second.refresh_token);

    expect([again.status, (await told(again)).error]).toEqual([400, 'invalid_grant']);
    expect(next.status).toBe(400);
  });

  test('is exchanged once where it is sent twice at the same time', async () => {
    const { signIn, refresh } = await issuing();
    const { refresh_token: token } = await told(await signIn());

    const statuses = (await Promise.all([refresh(token), refresh(token)])).map(({ status }) => status);

    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400]);
  });

  test('leaves the sessions of other devices as they are', async () => {
    const { signIn, refresh } = await issuing();
    const [phone, watch] = [await told(await signIn()), await told(await signIn())];
    await refresh(phone.refresh_token);
    await refresh(phone.refresh_token);

    expect((await refresh(watch.refresh_token)).status).toBe(200);
  });

  test('is not spent by asking for too much', async () => {
    const { signIn, refresh, send } = await issuing();
    const { refresh_token: token } = await told(await signIn());

    const tooMuch = await send('/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: token,
      scope: 'rides:admin',
    });

    expect((await told(tooMuch)).error).toBe('invalid_scope');
    expect((await refresh(token)).status).toBe(200);
  });

  test('is refused when its guest is gone, and when it was given to no program', async () => {
    const { signIn, refresh, asTill, directory, guest } = await issuing();
    const { refresh_token: token } = await told(await signIn());

    const asProgram = await asTill({ grant_type: 'refresh_token', refresh_token: token });
    await directory.removeUser(guest.username);

    expect((await told(asProgram)).error).toBe('invalid_grant');
    expect((await refresh(token)).status).toBe(400);
  });

  test.each([
    ['a letter', 'x'],
    ['a full stop', '.'],
    ['one that nobody was given', `${'0'.repeat(64)}.${'0'.repeat(64)}`],
    ['10,000 letters', 'x'.repeat(10_000)],
  ])('is not %s', async (_, token) => {
    const { refresh } = await issuing();

    expect((await refresh(token)).status).toBe(400);
  });

  test('is kept as a hash only', async () => {
    const { signIn, directory } = await issuing();
    const { refresh_token: token } = await told(await signIn());
    const [sessionID = '', secret] = token.split('.');

    const session = await directory.session(sessionID);

    expect(session).toMatchObject({ sub: 'ida' });
    expect(JSON.stringify(session)).not.toContain(secret);
  });
});

describe('POST /oauth2/revoke', () => {
  test('ends a session, and says the same of one that is not there', async () => {
    const { signIn, refresh, send } = await issuing();
    const { refresh_token: token } = await told(await signIn());

    const first = await send('/oauth2/revoke', { token });
    const again = await send('/oauth2/revoke', { token, token_type_hint: 'refresh_token' });

    expect([first.status, await first.text(), again.status]).toEqual([200, '', 200]);
    expect((await refresh(token)).status).toBe(400);
  });

  test('does not pretend to take back an access token', async () => {
    const { signIn, send } = await issuing();
    const { access_token: token } = await told(await signIn());

    const response = await send('/oauth2/revoke', { token });

    expect([response.status, (await told(response)).error]).toEqual([400, 'unsupported_token_type']);
  });

  test('refuses who claims to be a program and is not', async () => {
    const { send } = await issuing();

    const response = await send(
      '/oauth2/revoke',
      { token: 'x' },
      { authorization: basic({ clientID: 'a', secret: 'b' }) },
    );

    expect(response.status).toBe(401);
  });
});

async function issuing() {
  const system = await embeddedSystem();
  return { ...system, ...(await issuingSystem(system)) };
}
