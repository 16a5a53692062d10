import { describe, expect, it } from 'vitest';
import type { Command } from '#platform/idempotency.ts';
import { type Items, UnknownOutcome } from '#platform/items.ts';
import { cashAccountOf, type GuestAccount, TOTAL_MAX } from '../../lambdas/accounts/domain.ts';
import { ledgerOn, type MoneyCommand } from '../../lambdas/accounts/ledger.ts';
import { decideToMove } from '../../lambdas/accounts/posting.ts';
import { ledgerStore } from '../../lambdas/accounts/store.ts';
import { fakeCall } from '../fakes/call.ts';
import { ledgerItems, ledgerPlatform, type Mishap, mishapsBefore } from '../fakes/ledger.ts';

const ID = 'a'.repeat(26);

describe('a money command', () => {
  it('writes transfer, account, entry and shard, and tells the balance', async () => {
    const items = await itemsWith(account({ balance: 100, version: 3 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');

    const outcome = await ledger.execute(command('k1'), deposit(50));

    const { accounts, sum, entries } = await stateOf(items);
    expect(outcome).toMatchObject({ kind: 'applied', answer: { status: 201, isReplay: false } });
    expect(JSON.parse(bodyOf(outcome))).toMatchObject({ amount: 50, balance: 150, version: 4 });
    expect(accounts).toMatchObject([{ balance: 150, version: 4, revision: 4 }]);
    expect(entries).toMatchObject([
      { direction: 'credit', amount: 50, balance: 150, version: 4, counterparty: 'cash-EUR' },
    ]);
    expect(sum).toBe(-50);
  });

  it('applies once and answers the same bytes when it comes again, also after the account has moved on', async () => {
    const items = await itemsWith(account({ balance: 100 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');

    const first = await ledger.execute(command('k1'), deposit(50));
    await ledger.execute(command('k2'), deposit(7));
    const again = await ledger.execute(command('k1'), deposit(50));

    expect(again).toMatchObject({ kind: 'replayed', answer: { isReplay: true } });
    expect(bodyOf(again)).toBe(bodyOf(first));
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 157 }]);
  });

  it('changes nothing for another request with the same key', async () => {
    const items = await itemsWith(account({ balance: 100 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');
    await ledger.execute(command('k1'), deposit(50));

    const outcome = await ledger.execute(command('k1', 'another request'), deposit(60));

    expect(outcome).toEqual({ kind: 'key-reused' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 150 }]);
  });

  it('refuses once and for all: a retry is refused alike after funds have arrived', async () => {
    const items = await itemsWith(account({ balance: 10 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');

    const refused = await ledger.execute(command('k1'), withdrawal(50));
    await ledger.execute(command('k2'), deposit(100));
    const again = await ledger.execute(command('k1'), withdrawal(50));

    expect(refused).toMatchObject({ kind: 'refused', code: 'insufficient_funds', answer: { status: 409 } });
    expect(again).toMatchObject({ kind: 'replayed', answer: { status: 409 } });
    expect(bodyOf(again)).toBe(bodyOf(refused));
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 110 }]);
  });

  it('records nothing where there is no account: it may be opened later', async () => {
    const items = ledgerItems();
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');

    expect(await ledger.execute(command('k1'), deposit(50))).toEqual({ kind: 'not-found' });

    expect((await items.scan({ TableName: 'ledger' })).items).toEqual([]);
  });

  it.each<Mishap>([
    'applied, and its answer lost',
    'lost before it was applied',
    'refused for want of capacity',
    'in conflict with another',
  ])('applies once when its write was %s', async (mishap) => {
    const items = await itemsWith(account({ balance: 100 }));
    const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, mishap)), 'ledger');

    const outcome = await ledger.execute(command('k1'), deposit(50));

    const { accounts, sum, entries } = await stateOf(items);
    expect(JSON.parse(bodyOf(outcome))).toMatchObject({ balance: 150 });
    expect(accounts).toMatchObject([{ balance: 150, version: 1 }]);
    expect(entries).toHaveLength(1);
    expect(sum).toBe(-50);
  });

  it.each<Mishap>(['applied, and its answer lost', 'lost before it was applied'])(
    'refuses once when the record of its refusal was %s',
    async (mishap) => {
      const items = await itemsWith(account({ balance: 10 }));
      const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, mishap)), 'ledger');

      const outcome = await ledger.execute(command('k1'), withdrawal(50));

      expect(JSON.parse(bodyOf(outcome))).toMatchObject({ code: 'insufficient_funds' });
      expect((await stateOf(items)).accounts).toMatchObject([{ balance: 10 }]);
    },
  );

  it('decides anew of an account that has changed since it was read', async () => {
    const items = await itemsWith(account({ balance: 60 }));
    const other = ledgerOn(ledgerPlatform(items), 'ledger');
    const after = () => other.execute(command('k2'), withdrawal(50));
    const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, { after })), 'ledger');

    const outcome = await ledger.execute(command('k1'), withdrawal(50));

    expect(outcome).toMatchObject({ kind: 'refused', code: 'insufficient_funds' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 10 }]);
  });

  it('gives the answer of a parallel retry that was faster', async () => {
    const items = await itemsWith(account({ balance: 100 }));
    const faster = ledgerOn(ledgerPlatform(items), 'ledger');
    const after = () => faster.execute(command('k1'), deposit(50));
    const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, { after })), 'ledger');

    const outcome = await ledger.execute(command('k1'), deposit(50));

    expect(outcome).toMatchObject({ kind: 'replayed' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 150, version: 1 }]);
  });

  it('does not let a first attempt apply after its refusal was spoken', async () => {
    const items = await itemsWith(account({ balance: 60 }));
    let late: (() => Promise<unknown>) | undefined;
    const withLateWrite: Items = {
      ...items,
      async write(actions) {
        if (late) return items.write(actions);
        late = () => items.write(actions);
        throw new UnknownOutcome('still on its way');
      },
    };
    const drained = mishapsBefore(withLateWrite, {
      after: () => ledgerOn(ledgerPlatform(items), 'ledger').execute(command('k2'), withdrawal(50)),
    });
    // The first write is on its way while another takes the money; then the retry decides, and then the first one lands.
    const outcome = await ledgerOn(ledgerPlatform(drained), 'ledger').execute(command('k1'), withdrawal(50));

    await late?.();

    expect(outcome).toMatchObject({ kind: 'refused' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 10, version: 1 }]);
  });

  it('says that it does not know when its deadline comes first, and finds out when it is asked again', async () => {
    const items = await itemsWith(account({ balance: 100 }));
    const silent: Items = {
      ...items,
      async write(actions) {
        await items.write(actions);
        throw new UnknownOutcome('no answer came');
      },
    };

    await expect(ledgerOn(ledgerPlatform(silent), 'ledger').execute(command('k1'), deposit(50))).rejects.toThrow(
      UnknownOutcome,
    );
    const again = await ledgerOn(ledgerPlatform(items), 'ledger').execute(command('k1'), deposit(50));

    expect(again).toMatchObject({ kind: 'replayed', answer: { status: 201 } });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 150 }]);
  });

  it('keeps balance and month within what a number holds exactly', async () => {
    const full = account({ balance: TOTAL_MAX - 10 });
    const busy = account({ balance: 0, monthCredits: TOTAL_MAX - 10, lastEntryAt: Date.UTC(2026, 0, 15, 8) });

    for (const stored of [full, busy]) {
      const ledger = ledgerOn(ledgerPlatform(await itemsWith(stored)), 'ledger');
      expect(await ledger.execute(command('k1'), deposit(11))).toMatchObject({ code: 'limit_exceeded' });
      expect(await ledger.execute(command('k2'), deposit(10))).toMatchObject({ kind: 'applied' });
    }
  });

  it('counts what became of each command', async () => {
    const platform = ledgerPlatform(await itemsWith(account({ balance: 10 })));
    const ledger = ledgerOn(platform, 'ledger');

    await ledger.execute(command('k1'), deposit(5));
    await ledger.execute(command('k1'), deposit(5));
    await ledger.execute(command('k1', 'another request'), deposit(6));
    await ledger.execute(command('k2'), withdrawal(50));

    expect(platform.metrics.totals()).toEqual({
      TransfersApplied: 1,
      CommandsReplayed: 1,
      KeysReused: 1,
      TransfersRefused: 1,
    });
  });
});

function account(money: Partial<GuestAccount>): GuestAccount {
  const version = money.version ?? 0;
  return {
    accountID: ID,
    kind: 'guest',
    currency: 'EUR',
    ownerID: 'guest-7',
    status: 'open',
    openedAt: '2026-01-01T00:00:00.000Z',
    balance: 0,
    version,
    revision: version,
    lastEntryAt: 0,
    monthDebits: 0,
    monthCredits: 0,
    ...money,
  };
}

async function itemsWith(stored: GuestAccount): Promise<Items> {
  const items = ledgerItems();
  await items.write([ledgerStore(items, 'ledger').opening(stored)]);
  return items;
}

function command(key: string, fingerprint = 'the request'): Command {
  const { principal, requestId, deadlineMs } = fakeCall();
  return { id: key.padEnd(26, 'x'), fingerprint, principal, requestId, deadlineMs };
}

function deposit(amount: number): MoneyCommand {
  return moving(([to], now) => {
    return to
      ? decideToMove({ kind: 'deposit', from: cashAccountOf('EUR'), to, amount, currency: 'EUR' }, now)
      : NOT_FOUND;
  });
}

function withdrawal(amount: number): MoneyCommand {
  return moving(([from], now) => {
    return from
      ? decideToMove({ kind: 'withdrawal', from, to: cashAccountOf('EUR'), amount, currency: 'EUR' }, now)
      : NOT_FOUND;
  });
}

const NOT_FOUND = { kind: 'not-found' } as const;

function moving(decide: MoneyCommand['decide']): MoneyCommand {
  return { accounts: [ID], decide, tells: ID };
}

function bodyOf(outcome: object): string {
  return (outcome as { answer: { body: string } }).answer.body;
}

async function stateOf(items: Items) {
  const store = ledgerStore(items, 'ledger');
  const { entries } = await store.entries(ID, { limit: 100, order: 'asc' });
  const { balance: sum } = await store.house('cash-EUR');
  return { accounts: [await store.account(ID)], entries, sum };
}
