import { beforeEach, describe, expect, it } from 'vitest';
import { bank, codeOf, GUEST } from '../fakes/bank.ts';

let system: Awaited<ReturnType<typeof bank>>;
let guest: string;
let friend: string;
let merchant: string;

beforeEach(async () => {
  system = await bank();
  guest = await system.open('guest-7', { balance: 100 });
  friend = await system.open('guest-8', { balance: 10 });
  merchant = await system.open('house', { resortID: 3 });
});

describe('a transfer', () => {
  it('pays the house once, and tells the balance of who pays', async () => {
    const paid = await pay({ to: merchant, amount: 30, reference: 'soup' });

    const { transferID, ...told } = (await paid.json()) as Told;
    expect(paid.status).toBe(201);
    expect(paid.headers.get('location')).toBe(`/transfers/${transferID}`);
    expect(told).toEqual({
      kind: 'payment',
      from: guest,
      to: merchant,
      amount: 30,
      currency: 'EUR',
      reference: 'soup',
      createdAt: expect.stringMatching(/Z$/),
      balance: 70,
      available: 70,
      version: 2,
    });
    expect(await system.read(`/accounts/${merchant}`)).toMatchObject({ balance: 30, version: 1 });
  });

  it('moves from guest to guest, with an entry in both accounts', async () => {
    const moved = await pay({ to: friend, amount: 30 });

    expect(await moved.json()).toMatchObject({ kind: 'transfer', balance: 70, version: 2 });
    expect(await entriesOf(guest)).toMatchObject([{ direction: 'debit', balance: 70, counterparty: friend }, {}]);
    expect(await entriesOf(friend)).toMatchObject([{ direction: 'credit', balance: 40, counterparty: guest }, {}]);
  });

  it('may be read by either guest, and by nobody else', async () => {
    const location = (await pay({ to: friend, amount: 30 })).headers.get('location') ?? '';

    const read = (sub: string) => system.request('GET', location, { as: GUEST, sub });

    expect((await read('guest-7')).status).toBe(200);
    expect(await (await read('guest-8')).json()).toMatchObject({ kind: 'transfer', from: guest, to: friend });
    expect((await read('guest-9')).status).toBe(404);
  });

  it('takes the last cent and no more', async () => {
    expect(await codeOf(pay({ to: merchant, amount: 101 }))).toEqual([409, 'insufficient_funds']);
    expect((await pay({ to: merchant, amount: 100 })).status).toBe(201);
    expect(await codeOf(pay({ to: merchant, amount: 1 }))).toEqual([409, 'insufficient_funds']);
  });

  it('is not made to another currency', async () => {
    const franc = await system.open('guest-8', { currency: 'CHF' });

    expect(await codeOf(pay({ to: franc, amount: 1 }))).toEqual([409, 'currency_mismatch']);
    expect(await codeOf(pay({ to: 'cash-CHF', amount: 1 }))).toEqual([409, 'currency_mismatch']);
  });

  it('is not made from a house account', async () => {
    const moved = system.send('/transfers', { from: merchant, to: guest, amount: 1 });

    expect(await codeOf(moved)).toEqual([409, 'house_account']);
  });

  it('is not found where an account is not, or may not be used, and all of these answer alike', async () => {
    const absent = 'a'.repeat(26);
    const asGuest8 = { as: GUEST, sub: 'guest-8' };

    const answers = await Promise.all([
      system.send('/transfers', { from: guest, to: friend, amount: 1 }, asGuest8),
      system.send('/transfers', { from: absent, to: friend, amount: 1 }, asGuest8),
      system.send('/transfers', { from: friend, to: absent, amount: 1 }, asGuest8),
    ]);

    const problems = await Promise.all(answers.map(async (answer) => withoutIDs(await answer.json())));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(problems.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it.each([
    ['to itself', { to: 'self' }, '/to'],
    ['of nothing', { amount: 0 }, '/amount'],
    ['beyond 10^12', { amount: 10 ** 12 + 1 }, '/amount'],
    ['to nobody', { to: undefined }, '/to'],
    ['to what is no account', { to: 'A'.repeat(26) }, '/to'],
    ['with a field that nobody knows', { memo: 'x' }, '/memo'],
  ])('%s is refused, and nothing is recorded', async (_, wrong, pointer) => {
    const body = { from: guest, to: merchant, amount: 5 };
    const sent = { ...body, ...wrong, ...('to' in wrong && wrong.to === 'self' && { to: guest }) };

    const refused = await system.send('/transfers', sent, { key: 'k1' });
    const corrected = await system.send('/transfers', body, { key: 'k1' });

    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer }] });
    expect(corrected.status).toBe(201);
  });
});

describe('transfers at once', () => {
  it('in opposite directions all happen, and nothing is lost', async () => {
    const there = Array.from({ length: 10 }, () => pay({ to: friend, amount: 1 }));
    const back = Array.from({ length: 10 }, () => system.send('/transfers', { from: friend, to: guest, amount: 1 }));

    const answers = await Promise.all([...there, ...back]);

    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await balanceOf(guest)).toBe(100);
    expect(await balanceOf(friend)).toBe(10);
  });

  it('spend what there is once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay({ to: merchant, amount: 10 })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
    expect(await balanceOf(guest)).toBe(0);
    expect(await balanceOf(merchant)).toBe(100);
  });
});

interface Told {
  readonly transferID: string;
}

function pay(body: { to: string; amount: number; reference?: string }): Promise<Response> {
  return system.send('/transfers', { from: guest, ...body }, { as: GUEST, sub: 'guest-7' });
}

async function entriesOf(accountID: string): Promise<unknown> {
  return ((await system.read(`/accounts/${accountID}/transactions`)) as { transactions: unknown }).transactions;
}

async function balanceOf(accountID: string): Promise<number> {
  return ((await system.read(`/accounts/${accountID}`)) as { balance: number }).balance;
}

function withoutIDs(problem: unknown) {
  const { requestId: _r, instance: _i, ...rest } = problem as Record<string, unknown>;
  return rest;
}
