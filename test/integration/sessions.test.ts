import { describe, expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';
import { claimsOf, issuingSystem, refusalOf, told } from '../fakes/issuer.ts';

describe('POST /sessions', () => {
  test('signs a guest in, with a token for what is theirs', async () => {
    const { signIn, get } = await issuing();

    const response = await signIn();

    const answer = await told(response);
    expect([response.status, answer.expires_in]).toEqual([201, 900]);
    expect(claimsOf(answer.access_token)).toMatchObject({ sub: 'ida', skierID: 123 });
    expect(claimsOf(answer.access_token)).not.toHaveProperty('client_id');
    expect((await get('/accounts', answer.access_token)).status).toBe(200);
  });

  test('takes the name in any case, and the password however it was composed', async () => {
    const { signIn, directory, guest } = await issuing();
    expect(await directory.user(guest.username)).toBeDefined();

    expect((await signIn({ ...guest, username: 'IDA@Example.com' })).status).toBe(201);
  });

  test('answers a wrong password as it answers a name that nobody has', async () => {
    const { signIn, guest } = await issuing();

    const wrong = await refusalOf(await signIn({ ...guest, password: 'wrong' }));
    const nobody = await refusalOf(await signIn({ ...guest, username: 'nobody@example.com' }));

    expect(wrong).toMatchObject({ status: 401, code: 'sign_in_refused' });
    expect(nobody).toEqual(wrong);
  });

  test.each(['ida@example.com', 'nobody@example.com'])(
    'makes %s wait after the fourth failure in a row',
    async (username) => {
      const { signIn, guest } = await issuing();
      const statuses: number[] = [];
      for (let each = 1; each <= 4; each += 1) {
        statuses.push((await signIn({ username, password: `guess ${each}` })).status);
      }

      const right = await signIn({ username, password: guest.password });

      expect(statuses).toEqual([401, 401, 401, 401]);
      expect([right.status, right.headers.get('retry-after')]).toEqual([429, '2']);
    },
  );

  test('forgets the failures of a name that signs in', async () => {
    const { signIn, guest, directory } = await issuing();
    await signIn({ ...guest, password: 'wrong' });

    await signIn();

    expect(await directory.attempts(guest.username)).toBeUndefined();
  });

  test('lets one of many guesses at the same time through', async () => {
    const { signIn, guest } = await issuing();

    const responses = await Promise.all(Array.from({ length: 8 }, () => signIn({ ...guest, password: 'wrong' })));

    expect(responses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(4);
    expect(responses.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  test.each([
    ['no password', { username: 'ida' }],
    ['a password that is none', { username: 'ida', password: 5 }],
    ['an empty password', { username: 'ida', password: '' }],
    ['1,025 bytes of password', { username: 'ida', password: 'é'.repeat(513) }],
    ['a name with spaces', { username: 'i da', password: 'x' }],
    ['a name of 129 letters', { username: 'i'.repeat(129), password: 'x' }],
    ['more than it takes', { username: 'ida', password: 'x', scope: 'accounts:all' }],
  ])('refuses %s', async (_, body) => {
    const { signIn } = await issuing();

    expect((await signIn(body)).status).toBe(400);
  });
});

async function issuing() {
  const system = await embeddedSystem();
  return { ...system, ...(await issuingSystem(system)) };
}
