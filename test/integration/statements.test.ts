import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../fakes/bank.ts';
import { meteredBank } from '../fakes/metered-bank.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let bank: Awaited<ReturnType<typeof meteredBank>>;
let accountID: string;

/** The clock of the bank stands at 2026-01-15T09:00:00Z. */
beforeEach(async () => {
  bank = await meteredBank();
  accountID = await bank.open('guest-7');
});

describe('a statement', () => {
  it('says where a month began and ended, and what came between', async () => {
    await move('deposits', 100);
    await move('withdrawals', 30);
    bank.clock.advance(20 * DAY);
    await move('deposits', 5);
    await move('withdrawals', 60);

    expect(await statement('2025-12')).toEqual({ opening: 0, closing: 0, debits: 0, credits: 0, transactions: [] });
    expect(await statement('2026-01')).toMatchObject({
      opening: 0,
      closing: 70,
      debits: 30,
      credits: 100,
      transactions: [
        { direction: 'credit', amount: 100, balance: 100 },
        { direction: 'debit', amount: 30, balance: 70 },
      ],
    });
    expect(await statement('2026-02')).toMatchObject({ opening: 70, closing: 15, debits: 60, credits: 5 });
    expect(await statement('2026-03')).toEqual({ opening: 15, closing: 15, debits: 0, credits: 0, transactions: [] });
  });

  it('ends with the last millisecond of its month, in UTC', async () => {
    bank.clock.advance(Date.UTC(2026, 1, 1) - Date.UTC(2026, 0, 15, 9) - 1);
    await move('deposits', 1);
    bank.clock.advance(1);
    await move('deposits', 2);

    expect(await statement('2026-01')).toMatchObject({ closing: 1, transactions: [{ amount: 1 }] });
    expect(await statement('2026-02')).toMatchObject({ opening: 1, closing: 3, transactions: [{ amount: 2 }] });
  });

  it('is of one moment over all of its pages, whatever is moved between them', async () => {
    for (const amount of [1, 2, 3, 4, 5]) await move('deposits', amount);
    const whole = await statement('2026-01');

    const pages = [await statement('2026-01?limit=2')];
    while (pages.at(-1)?.next !== undefined) {
      await move('deposits', 1_000);
      pages.push(await statement(`2026-01?limit=2&cursor=${pages.at(-1)?.next}`));
    }

    expect(pages.map(({ transactions }) => transactions.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap(({ transactions }) => transactions)).toEqual(whole.transactions);
    for (const { opening, closing, debits, credits } of pages) {
      expect({ opening, closing, debits, credits }).toEqual({ opening: 0, closing: 15, debits: 0, credits: 15 });
    }
  });

  it('names the next page in a Link as well', async () => {
    for (const amount of [1, 2]) await move('deposits', amount);

    const first = await bank.request('GET', `/accounts/${accountID}/statements/2026-01?limit=1`);
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];

    expect(await bank.read(next)).toMatchObject({ closing: 3, transactions: [{ amount: 2 }] });
  });

  it('takes no cursor of another month, and none that it has not given', async () => {
    for (const amount of [1, 2]) await move('deposits', amount);
    const { next } = await statement('2026-01?limit=1');
    const invented = [
      ['E#1768467600000#000000000001..E#1768467600000#000000000009', 400],
      ['E#1768467600000#000000000002..E#1768467600000#000000000002', 200],
      ['E#0000000000000#000000000001..E#1768467600000#000000000002', 200],
      ['A..A', 400],
      ['x', 400],
    ] as const;

    expect((await bank.request('GET', `/accounts/${accountID}/statements/2026-02?cursor=${next}`)).status).toBe(400);
    for (const [place, status] of invented) {
      const cursor = Buffer.from(place).toString('base64url');
      const answer = await bank.request('GET', `/accounts/${accountID}/statements/2026-01?cursor=${cursor}`);
      expect([place, answer.status]).toEqual([place, status]);
    }
  });

  it.each(['2026-00', '2026-13', '2026-1', '1969-12', '2200-01', '26-01', '2026-01-01', 'x'])(
    'is of no month called %s',
    async (month) => {
      const answer = await bank.request('GET', `/accounts/${accountID}/statements/${month}`);

      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/path/month' }] });
    },
  );

  it.each(['1970-01', '2199-12'])('is of any other, as %s', async (month) => {
    expect((await bank.request('GET', `/accounts/${accountID}/statements/${month}`)).status).toBe(200);
  });
});

describe('the balance at a moment', () => {
  it('has every entry of that moment and before it', async () => {
    await move('deposits', 100);
    bank.clock.advance(HOUR);
    await move('withdrawals', 30);

    expect(await balanceAt('2026-01-15T08:59:59.999Z')).toEqual({
      balance: 0,
      version: 0,
      at: '2026-01-15T08:59:59.999Z',
    });
    expect(await balanceAt('2026-01-15T09:00:00Z')).toMatchObject({ balance: 100, version: 1 });
    expect(await balanceAt('2026-01-15T09:59:59.999Z')).toMatchObject({ balance: 100, version: 1 });
    expect(await balanceAt('2026-01-15T10:00:00Z')).toMatchObject({ balance: 70, version: 2 });
    expect(await balanceAt('9999-12-31T23:59:59Z')).toMatchObject({ balance: 70, version: 2 });
    expect(await balanceAt('0001-01-01T00:00:00Z')).toMatchObject({ balance: 0, version: 0 });
  });

  it('takes a moment with an offset, and tells it in UTC', async () => {
    await move('deposits', 100);

    expect(await balanceAt('2026-01-15T10:00:00%2B01:00')).toEqual({
      balance: 100,
      version: 1,
      at: '2026-01-15T09:00:00.000Z',
    });
  });

  it.each(['', '?at=', '?at=yesterday', '?at=2026-02-30T00:00:00Z', '?at=2026-01-15', '?at=2026-01-15T09:00:00'])(
    'is not asked for with %o',
    async (query) => {
      const answer = await bank.request('GET', `/accounts/${accountID}/balance${query}`);

      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/query/at' }] });
    },
  );
});

it.each(['statements/2026-01', 'balance?at=2026-01-15T09:00:00Z'])(
  '%s is found for whoever may use the account, and there is none of the house',
  async (path) => {
    const merchant = await bank.open('house');
    const read = (id: string, sub?: string) => bank.request('GET', `/accounts/${id}/${path}`, sub ? { sub } : {});

    expect((await read(accountID, 'guest-7')).status).toBe(200);
    expect((await read(accountID, 'guest-8')).status).toBe(404);
    expect((await read('a'.repeat(26), 'guest-8')).status).toBe(404);
    expect(await codeOf(read(merchant))).toEqual([409, 'house_account']);
  },
);

interface Statement {
  readonly opening: number;
  readonly closing: number;
  readonly debits: number;
  readonly credits: number;
  readonly transactions: readonly object[];
  readonly next?: string;
}

async function statement(which: string): Promise<Statement> {
  return (await bank.read(`/accounts/${accountID}/statements/${which}`)) as unknown as Statement;
}

function balanceAt(at: string): Promise<object> {
  return bank.read(`/accounts/${accountID}/balance?at=${at}`);
}

async function move(way: 'deposits' | 'withdrawals', amount: number): Promise<void> {
  await bank.send(`/accounts/${accountID}/${way}`, { amount });
}
