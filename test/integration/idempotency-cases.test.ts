import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '#platform/call.ts';
import { bank } from '../fakes/bank.ts';

/** The cases that a money API must get right, by their numbers; those that time or faults decide are simulated. */

let system: Awaited<ReturnType<typeof bank>>;
let accountID: string;

beforeEach(async () => {
  system = await bank();
  accountID = system.accountID;
});

describe('the same request with the same key', () => {
  it('1, 2, 3: is applied once and answered alike, with the balance of then', async () => {
    const first = await deposit('k1', { amount: 5 });
    await deposit('k2', { amount: 7 });

    const again = await deposit('k1', { amount: 5 });

    expect(again.status).toBe(first.status);
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await balance()).toBe(12);
  });

  it('4: stays refused after funds have arrived; a new attempt takes a new key', async () => {
    const refused = await withdraw('k1', { amount: 5 });
    await deposit('k2', { amount: 5 });

    const again = await withdraw('k1', { amount: 5 });
    const anew = await withdraw('k3', { amount: 5 });

    expect([refused.status, again.status, anew.status]).toEqual([409, 409, 201]);
    expect(await again.text()).toBe(await refused.text());
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect(await balance()).toBe(0);
  });

  it('5: runs after a validation failure was corrected', async () => {
    const wrong = await deposit('k1', { amount: 0 });
    const right = await deposit('k1', { amount: 5 });

    expect([wrong.status, right.status]).toEqual([400, 201]);
    expect(right.headers.get('idempotent-replayed')).toBeNull();
  });

  it('6: runs after 401, 403 and 404, which record nothing', async () => {
    const send = (as: readonly Scope[] | 'none', to: string) =>
      system.request('POST', `/accounts/${to}/deposits`, { body: { amount: 5 }, key: 'k1', as });

    const unauthorized = await send('none', accountID);
    const forbidden = await send(['accounts:read'], accountID);
    const absent = await send(['accounts:till', 'accounts:all'], 'a'.repeat(26));
    const right = await send(['accounts:till', 'accounts:all'], accountID);

    expect([unauthorized.status, forbidden.status, absent.status, right.status]).toEqual([401, 403, 404, 201]);
    expect(await balance()).toBe(5);
  });

  it('12: sent many times at once is applied once, and every answer is the same', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => deposit('k1', { amount: 5 })));

    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(bodies).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
    expect(await balance()).toBe(5);
  });

  it('20: quoted or not', async () => {
    await deposit('abc', { amount: 5 });

    const quoted = await deposit('"abc"', { amount: 5 });

    expect(quoted.headers.get('idempotent-replayed')).toBe('true');
    expect(await balance()).toBe(5);
  });

  it('21: with its JSON spelt another way', async () => {
    await deposit('k1', '{"amount":5,"reference":"a"}');

    const again = await deposit('k1', '{ "reference" : "\\u0061",\n"amount" : 5 }');

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await balance()).toBe(5);
  });
});

describe('the same key', () => {
  it('13: with other requests at once applies one, and refuses the others', async () => {
    const answers = await Promise.all([5, 6, 7, 8].map((amount) => deposit('k1', { amount })));

    const applied = answers.filter(({ status }) => status === 201);
    expect(applied).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(3);
    expect(await applied[0]?.json()).toMatchObject({ balance: await balance() });
  });

  it('14: with another request later is refused without a word of the first', async () => {
    await deposit('k1', { amount: 4711 });

    const other = await deposit('k1', { amount: 6 });

    const text = await other.text();
    expect(other.status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency_key_reused' });
    expect(text).not.toContain('4711');
    expect(await balance()).toBe(4711);
  });

  it('14: with another account in the path is another request', async () => {
    const other = await system.open('guest-7');
    await deposit('k1', { amount: 5 });

    const answer = await system.request('POST', `/accounts/${other}/deposits`, { body: { amount: 5 }, key: 'k1' });

    expect(answer.status).toBe(422);
  });

  it('15: on another operation is another key', async () => {
    const [deposited, withdrawn] = [await deposit('k1', { amount: 5 }), await withdraw('k1', { amount: 5 })];

    expect([deposited.status, withdrawn.status]).toEqual([201, 201]);
    expect(await balance()).toBe(0);
  });

  it('16: of another principal is another key', async () => {
    await deposit('k1', { amount: 5 });

    const path = `/accounts/${accountID}/deposits`;
    const other = await system.request('POST', path, { body: { amount: 6 }, key: 'k1', sub: 'another till' });

    expect(other.status).toBe(201);
    expect(await balance()).toBe(11);
  });

  it('22: is what counts, not the request: equal ones with two keys are two', async () => {
    await deposit('k1', { amount: 5 });
    await deposit('k2', { amount: 5 });

    expect(await balance()).toBe(10);
  });
});

describe('a key', () => {
  it('17: that is missing is asked for, with a word on where to read about it', async () => {
    const answer = await system.request('POST', `/accounts/${accountID}/deposits`, { body: { amount: 5 } });

    expect(await answer.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/header/Idempotency-Key', detail: expect.stringContaining('docs/idempotency.md') }],
    });
    expect(await balance()).toBe(0);
  });

  it.each(['', 'k'.repeat(65), 'a b', 'a\tb', '"', '""', 'ä', 'a;b'])('18: is refused as %o', async (key) => {
    const answer = await deposit(key, { amount: 5 });

    expect(answer.status).toBe(400);
    expect(await balance()).toBe(0);
  });

  it('19: that is sent twice is refused, also joined by a comma', async () => {
    const headers = new Headers({ 'idempotency-key': 'k1' });
    headers.append('idempotency-key', 'k2');

    const joined = await deposit('k1', { amount: 5 }, Object.fromEntries(headers));

    expect(joined.status).toBe(400);
    expect(await balance()).toBe(0);
  });

  it('25: is ignored on a GET', async () => {
    const answer = await system.request('GET', `/accounts/${accountID}`, { key: 'not, a, key' });

    expect(answer.status).toBe(200);
  });
});

it('27: leaves one bad command without effect on the others', async () => {
  const answers = await Promise.all([
    deposit('k1', { amount: 5 }),
    deposit('k2', { amount: -5 }),
    withdraw('k3', { amount: 1_000 }),
    deposit('k4', { amount: 7 }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([201, 400, 409, 201]);
  expect(await balance()).toBe(12);
});

it('leaves no key, reference or name in a log', async () => {
  await deposit('canary-key', { amount: 5, reference: 'canary-reference' });
  await withdraw('canary-key-2', { amount: 50, reference: 'canary-reference' });
  await system.request('POST', '/accounts', { body: { currency: 'EUR', name: 'canary-name' }, key: 'canary-key-3' });

  expect(JSON.stringify(system.log.lines)).not.toContain('canary');
});

function deposit(key: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return system.request('POST', `/accounts/${accountID}/deposits`, { body, key, headers });
}

function withdraw(key: string, body: unknown): Promise<Response> {
  return system.request('POST', `/accounts/${accountID}/withdrawals`, { body, key });
}

async function balance(): Promise<number> {
  return ((await system.read(`/accounts/${accountID}`)) as { balance: number }).balance;
}
