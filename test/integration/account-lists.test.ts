import { beforeEach, describe, expect, it } from 'vitest';
import { bank, GUEST } from '../fakes/bank.ts';

let system: Awaited<ReturnType<typeof bank>>;
let accountID: string;

beforeEach(async () => {
  system = await bank();
  accountID = system.accountID;
});

describe('the transactions', () => {
  it('come in pages, in either order, each once', async () => {
    for (let amount = 1; amount <= 5; amount += 1) await system.move('deposits', { amount });

    expect(await amountsOf('order=asc&limit=2')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await amountsOf('limit=2')).toEqual([[5, 4], [3, 2], [1]]);
    expect(await amountsOf('limit=5')).toEqual([[5, 4, 3, 2, 1]]);
  });

  it('name the next page in a Link as well', async () => {
    for (let amount = 1; amount <= 2; amount += 1) await system.move('deposits', { amount });

    const first = await system.request('GET', `/accounts/${accountID}/transactions?limit=1`);
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];

    expect(await system.read(next)).toMatchObject({ transactions: [{ amount: 1 }] });
  });

  it.each(['x', '%22', cursorOf('A'), cursorOf('E#1#1'), cursorOf('E#1768471200000#000000000001#'), 'A'.repeat(257)])(
    'refuse the cursor %s, which they have never given',
    async (cursor) => {
      const answer = await system.request('GET', `/accounts/${accountID}/transactions?cursor=${cursor}`);

      expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/query/cursor' }] });
    },
  );

  async function amountsOf(query: string): Promise<number[][]> {
    const pages: number[][] = [];
    let cursor = '';
    do {
      const page = (await system.read(`/accounts/${accountID}/transactions?${query}${cursor}`)) as {
        transactions: { amount: number }[];
        next?: string;
      };
      pages.push(page.transactions.map(({ amount }) => amount));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    return pages;
  }
});

describe('the list of accounts', () => {
  it('has one’s own, oldest first, in pages, and nobody else’s', async () => {
    const others = [await system.open('guest-7'), await system.open('guest-7')];
    await system.open('guest-8');

    const first = await listed('?limit=2', 'guest-7');
    const second = await listed(`?limit=2&cursor=${first.next}`, 'guest-7');

    expect(idsIn(first)).toHaveLength(2);
    expect(second.next).toBeUndefined();
    expect(new Set([...idsIn(first), ...idsIn(second)])).toEqual(new Set([accountID, ...others]));
  });

  it('leads nowhere else with another owner’s cursor', async () => {
    await system.open('guest-7');
    const { next } = await listed('?limit=1', 'guest-7');

    expect(idsIn(await listed(`?cursor=${next}`, 'guest-8'))).toEqual([]);
  });

  it('is shown to staff of any owner, and to no one else', async () => {
    const byStaff = await system.request('GET', '/accounts?ownerID=guest-7');
    const byGuest = await system.request('GET', '/accounts?ownerID=guest-7', { as: GUEST, sub: 'guest-8' });

    expect(idsIn((await byStaff.json()) as Listed)).toEqual([accountID]);
    expect(byGuest.status).toBe(403);
  });

  interface Listed {
    readonly accounts: readonly { readonly accountID: string }[];
    readonly next?: string;
  }

  async function listed(query: string, sub: string): Promise<Listed> {
    return (await (await system.request('GET', `/accounts${query}`, { as: GUEST, sub })).json()) as Listed;
  }

  function idsIn({ accounts }: Listed): string[] {
    return accounts.map((account) => account.accountID);
  }
});

function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}
