import { beforeEach, describe, expect, it } from 'vitest';
import { bank, GUEST } from '../fakes/bank.ts';

let system: Awaited<ReturnType<typeof bank>>;
let accountID: string;

beforeEach(async () => {
  system = await bank();
  accountID = system.accountID;
});

describe('an account', () => {
  it('is opened with nothing in it, and found under its Location', async () => {
    const body = { currency: 'CHF', name: 'Saisonkarte Zürs', resortID: 3 };

    const opened = await system.request('POST', '/accounts', { body, key: 'own', as: GUEST, sub: 'guest-7' });
    const read = await system.request('GET', opened.headers.get('location') ?? '', { as: GUEST, sub: 'guest-7' });

    const account = await opened.json();
    expect(opened.status).toBe(201);
    expect(account).toEqual({
      accountID: expect.stringMatching(/^[a-z2-7]{26}$/),
      kind: 'guest',
      ...body,
      ownerID: 'guest-7',
      balance: 0,
      available: 0,
      held: 0,
      version: 0,
      status: 'open',
      openedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await read.json()).toEqual(account);
  });

  it('is opened once for a key, and the replay says so', async () => {
    const openTwice = () => system.request('POST', '/accounts', { body: { currency: 'EUR' }, key: 'once', as: GUEST });

    const [first, again] = [await openTwice(), await openTwice()];

    expect(await again.text()).toBe(await first.text());
    expect([first, again].map(({ status }) => status)).toEqual([201, 201]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  });

  it('is nobody else’s: to others it answers as one that does not exist', async () => {
    const absent = 'a'.repeat(26);
    for (const path of ['', '/transactions']) {
      const foreign = await system.request('GET', `/accounts/${accountID}${path}`, { as: GUEST, sub: 'guest-8' });
      const missing = await system.request('GET', `/accounts/${absent}${path}`, { as: GUEST, sub: 'guest-8' });

      expect(foreign.status).toBe(404);
      expect(withoutIDs(await foreign.json())).toEqual(withoutIDs(await missing.json()));
    }
    const move = { body: { amount: 1 }, key: 'steal', as: GUEST, sub: 'guest-8' };
    expect((await system.request('POST', `/accounts/${accountID}/withdrawals`, move)).status).toBe(404);
  });

  it('may be opened for somebody else, or for the house, by staff alone', async () => {
    for (const [n, body] of [
      { currency: 'EUR', ownerID: 'guest-9' },
      { currency: 'EUR', kind: 'house' },
    ].entries()) {
      const byGuest = await system.request('POST', '/accounts', { body, key: `g${n}`, as: GUEST });
      const byStaff = await system.request('POST', '/accounts', { body, key: `s${n}` });

      expect(byGuest.status).toBe(403);
      expect(byStaff.status).toBe(201);
      expect(await byStaff.json()).toMatchObject(body);
    }
  });

  it.each(['EURO', 'eur', 'DEM', 'XXX', 'XAU', ''])('is not opened in %s, which is no currency', async (currency) => {
    const answer = await system.request('POST', '/accounts', { body: { currency }, key: 'k1' });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/currency' }] });
  });
});

describe('a movement', () => {
  it('goes in and out once, with the balance after it in every entry', async () => {
    const deposited = await system.move('deposits', { amount: 2_500, reference: 'till 4' });
    const withdrawn = await system.move('withdrawals', { amount: 1_000 });

    const [account, cash, transactions] = await Promise.all(
      [`/accounts/${accountID}`, '/accounts/cash-EUR', `/accounts/${accountID}/transactions`].map(system.read),
    );
    expect([deposited.status, withdrawn.status]).toEqual([201, 201]);
    expect(await deposited.json()).toMatchObject({
      kind: 'deposit',
      from: 'cash-EUR',
      to: accountID,
      balance: 2_500,
      version: 1,
    });
    expect(await withdrawn.json()).toMatchObject({ kind: 'withdrawal', to: 'cash-EUR', balance: 1_500, version: 2 });
    expect(account).toMatchObject({ balance: 1_500, available: 1_500, held: 0, version: 2 });
    expect(cash).toMatchObject({ kind: 'house', balance: -1_500, version: 2 });
    expect(transactions).toMatchObject({
      transactions: [
        { direction: 'debit', amount: 1_000, balance: 1_500, version: 2 },
        { direction: 'credit', amount: 2_500, balance: 2_500, version: 1, reference: 'till 4' },
      ],
    });
  });

  it('is found under its Location by whoever may use the account', async () => {
    const deposited = await system.move('deposits', { amount: 5 });
    const location = deposited.headers.get('location') ?? '';

    const own = await system.request('GET', location, { as: GUEST, sub: 'guest-7' });
    const foreign = await system.request('GET', location, { as: GUEST, sub: 'guest-8' });

    const {
      balance: _b,
      available: _a,
      version: _v,
      ...transfer
    } = (await deposited.json()) as Record<string, unknown>;
    expect(await own.json()).toEqual(transfer);
    expect(foreign.status).toBe(404);
  });

  it('is refused where it is more than there is, and no transfer comes of it', async () => {
    const refused = await system.move('withdrawals', { amount: 1 });

    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'insufficient_funds', status: 409 });
    expect(await system.read(`/accounts/${accountID}`)).toMatchObject({ balance: 0, version: 0 });
  });

  it('is refused on a house account, which only moves with a guest’s', async () => {
    for (const way of ['deposits', 'withdrawals']) {
      const answer = await system.request('POST', `/accounts/cash-EUR/${way}`, { body: { amount: 1 }, key: way });

      expect(await answer.json()).toMatchObject({ status: 409, code: 'house_account' });
    }
    expect(await system.read('/accounts/cash-EUR')).toMatchObject({ balance: 0 });
  });

  it.each([
    ['nothing', '0'],
    ['less than nothing', '-1'],
    ['minus zero', '-0'],
    ['more than 10^12', '1000000000001'],
    ['a fraction', '0.5'],
    ['another spelling of an integer', '1.0'],
    ['an exponent', '1e2'],
    ['2^53 + 1', '9007199254740993'],
    ['beyond a double', '1e400'],
    ['a text', '"5"'],
    ['true', 'true'],
    ['null', 'null'],
  ])('of %s is refused, and changes nothing', async (_, amount) => {
    for (const way of ['deposits', 'withdrawals']) {
      const path = `/accounts/${accountID}/${way}`;
      const answer = await system.request('POST', path, { body: `{"amount":${amount}}`, key: way });

      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/amount' }] });
    }
    expect(await system.read(`/accounts/${accountID}`)).toMatchObject({ balance: 0, version: 0 });
  });

  it('takes one minor unit, and 10^12', async () => {
    expect((await system.move('deposits', { amount: 1 })).status).toBe(201);
    expect((await system.move('deposits', { amount: 1_000_000_000_000 })).status).toBe(201);
    expect(await system.read(`/accounts/${accountID}`)).toMatchObject({ balance: 1_000_000_000_001 });
  });

  it('takes a reference of 140 bytes, and no longer or unprintable one', async () => {
    const statusOf = async (reference: string) => (await system.move('deposits', { amount: 1, reference })).status;

    expect(await statusOf('é'.repeat(70))).toBe(201);
    expect(await statusOf(`${'é'.repeat(70)}e`)).toBe(400);
    expect(await statusOf('two\nlines')).toBe(400);
    expect(await statusOf('')).toBe(400);
  });

  it('keeps the balance of many tills at one account', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => system.move('deposits', { amount: 10 })));

    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await system.read(`/accounts/${accountID}`)).toMatchObject({ balance: 500, version: 50 });
    expect(await system.read('/accounts/cash-EUR')).toMatchObject({ balance: -500 });
  });
});

function withoutIDs(problem: unknown) {
  const { requestId: _r, instance: _i, ...rest } = problem as Record<string, unknown>;
  return rest;
}
