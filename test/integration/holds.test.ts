import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../fakes/bank.ts';
import { meteredBank } from '../fakes/metered-bank.ts';

let bank: Awaited<ReturnType<typeof meteredBank>>;
let guest: string;
let merchant: string;

beforeEach(async () => {
  bank = await meteredBank();
  guest = await bank.open('guest-7', 100);
  merchant = await bank.open('house');
});

describe('a hold', () => {
  it('keeps a part of the balance, and is found under its Location', async () => {
    const placed = await hold({ amount: 40, reference: 'skis' });

    const told = (await placed.json()) as { holdID: string; createdAt: string };
    expect(placed.status).toBe(201);
    expect(placed.headers.get('location')).toBe(`/accounts/${guest}/holds/${told.holdID}`);
    expect(told).toEqual({
      holdID: expect.stringMatching(/^[a-z2-7]{26}$/),
      accountID: guest,
      to: merchant,
      amount: 40,
      currency: 'EUR',
      reference: 'skis',
      state: 'open',
      captured: 0,
      expiresAt: new Date(Date.parse(told.createdAt) + 60_000).toISOString(),
      createdAt: told.createdAt,
    });
    expect(await bank.read(placed.headers.get('location') ?? '')).toEqual(told);
    expect(await bank.read(`/accounts/${guest}`)).toMatchObject({ balance: 100, available: 60, held: 40, version: 1 });
  });

  it('leaves to spend what is not held, and no more', async () => {
    await hold({ amount: 40 });

    expect(await codeOf(spend(61))).toEqual([409, 'insufficient_funds']);
    expect(await codeOf(bank.send(`/accounts/${guest}/withdrawals`, { amount: 61 }))).toEqual([
      409,
      'insufficient_funds',
    ]);
    expect(await codeOf(hold({ amount: 61 }))).toEqual([409, 'insufficient_funds']);
    expect(await (await spend(60)).json()).toMatchObject({ balance: 40, available: 0 });
  });

  it('is listed while it is open, the next to expire first', async () => {
    const [late, early, done] = [
      await idOf(hold({ expiresInSeconds: 90 })),
      await idOf(hold({ expiresInSeconds: 30 })),
      await idOf(hold({})),
    ];
    await bank.send(`/accounts/${guest}/holds/${done}/release`);

    const { holds } = (await bank.read(`/accounts/${guest}/holds`)) as { holds: { holdID: string }[] };

    expect(holds.map(({ holdID }) => holdID)).toEqual([early, late]);
    expect(holds[0]).toMatchObject({ to: merchant, amount: 1 });
  });

  it('counts no longer from the moment that it expires, without anybody’s doing', async () => {
    const path = `/accounts/${guest}/holds/${await idOf(hold({ amount: 40, expiresInSeconds: 60 }))}`;

    bank.clock.advance(59_999);
    expect(await bank.read(`/accounts/${guest}`)).toMatchObject({ available: 60, held: 40 });
    expect(await bank.read(path)).toMatchObject({ state: 'open' });

    bank.clock.advance(1);
    expect(await bank.read(`/accounts/${guest}`)).toMatchObject({ available: 100, held: 0 });
    expect(await bank.read(path)).toMatchObject({ state: 'expired', captured: 0 });
    expect(await bank.read(`/accounts/${guest}/holds`)).toEqual({ holds: [] });
    expect(await codeOf(bank.send(`${path}/capture`, {}))).toEqual([409, 'hold_expired']);
    expect(await codeOf(bank.send(`${path}/release`))).toEqual([409, 'hold_expired']);
    expect((await spend(100)).status).toBe(201);
  });

  it('is one of twenty at the most, of those that are open', async () => {
    for (let n = 0; n < 20; n += 1) await hold({ expiresInSeconds: n === 0 ? 1 : 60 });

    expect(await codeOf(hold({}))).toEqual([409, 'limit_exceeded']);
    bank.clock.advance(1_000);
    expect((await hold({})).status).toBe(201);
    expect(await codeOf(hold({}))).toEqual([409, 'limit_exceeded']);
  });

  it('is for a house account of the same currency alone', async () => {
    const friend = await bank.open('guest-8');

    expect(await codeOf(hold({ to: friend }))).toEqual([404, 'not_found']);
    expect(await codeOf(hold({ to: 'a'.repeat(26) }))).toEqual([404, 'not_found']);
    expect(await codeOf(hold({ to: 'cash-CHF' }))).toEqual([409, 'currency_mismatch']);
    expect(await codeOf(bank.send(`/accounts/${merchant}/holds`, body({ to: 'cash-EUR' })))).toEqual([
      409,
      'house_account',
    ]);
  });

  it.each([
    ['/expiresInSeconds', { expiresInSeconds: 0 }, { expiresInSeconds: 1 }],
    ['/expiresInSeconds', { expiresInSeconds: 2_592_001 }, { expiresInSeconds: 2_592_000 }],
    ['/amount', { amount: 0 }, { amount: 1 }],
    ['/amount', { amount: 10 ** 12 + 1 }, { amount: 100 }],
    ['/to', { to: 'nobody' }, {}],
    ['/state', { state: 'captured' }, {}],
  ])('is bounded: %s, %o is refused and %o is not', async (pointer, wrong, right) => {
    const refused = await bank.send(`/accounts/${guest}/holds`, { ...body({}), ...wrong });
    const accepted = await hold(right);

    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer }] });
    expect(accepted.status).toBe(201);
  });

  it('is not for its own account', async () => {
    const refused = await hold({ to: guest });

    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer: '/to' }] });
  });

  it('is nobody else’s, and none of another account', async () => {
    const id = await idOf(hold({}));
    const other = await bank.open('guest-8');

    for (const path of [`/accounts/${guest}/holds`, `/accounts/${guest}/holds/${id}`]) {
      expect((await bank.request('GET', path, { sub: 'guest-8' })).status).toBe(404);
    }
    for (const way of ['capture', 'release']) {
      const sent = way === 'capture' ? {} : undefined;
      const path = `/holds/${id}/${way}`;
      expect((await bank.send(`/accounts/${guest}${path}`, sent, { sub: 'guest-8' })).status).toBe(404);
      expect((await bank.send(`/accounts/${other}${path}`, sent)).status).toBe(404);
    }
    expect((await bank.request('GET', `/accounts/${other}/holds/${id}`)).status).toBe(404);
    expect((await bank.request('GET', `/transfers/${id}`)).status).toBe(404);
  });
});

function body(wanted: object) {
  return { amount: 1, to: merchant, expiresInSeconds: 60, ...wanted };
}

function hold(wanted: object): Promise<Response> {
  return bank.send(`/accounts/${guest}/holds`, body(wanted));
}

function spend(amount: number): Promise<Response> {
  return bank.send('/transfers', { from: guest, to: merchant, amount });
}

async function idOf(placing: Promise<Response>): Promise<string> {
  return ((await (await placing).json()) as { holdID: string }).holdID;
}
