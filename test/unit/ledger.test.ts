import { describe, expect, it } from 'vitest';
import { TOTAL_MAX } from '../../lambdas/accounts/domain.ts';
import { ledgerOn } from '../../lambdas/accounts/ledger.ts';
import { ledgerItems, ledgerPlatform } from '../fakes/accounts.ts';
import { bodyOf, command, deposit, guestAccount, itemsWith, stateOf, withdrawal } from '../fakes/money.ts';

describe('a money command', () => {
  it('writes transfer, account, entry and shard, and tells the balance', async () => {
    const items = await itemsWith(guestAccount({ balance: 100, version: 3 }));
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
    const items = await itemsWith(guestAccount({ balance: 100 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');

    const first = await ledger.execute(command('k1'), deposit(50));
    await ledger.execute(command('k2'), deposit(7));
    const again = await ledger.execute(command('k1'), deposit(50));

    expect(again).toMatchObject({ kind: 'replayed', answer: { isReplay: true } });
    expect(bodyOf(again)).toBe(bodyOf(first));
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 157 }]);
  });

  it('changes nothing for another request with the same key', async () => {
    const items = await itemsWith(guestAccount({ balance: 100 }));
    const ledger = ledgerOn(ledgerPlatform(items), 'ledger');
    await ledger.execute(command('k1'), deposit(50));

    const outcome = await ledger.execute(command('k1', 'another request'), deposit(60));

    expect(outcome).toEqual({ kind: 'key-reused' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 150 }]);
  });

  it('refuses once and for all: a retry is refused alike after funds have arrived', async () => {
    const items = await itemsWith(guestAccount({ balance: 10 }));
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

  it('keeps balance and month within what a number holds exactly', async () => {
    const full = guestAccount({ balance: TOTAL_MAX - 10 });
    const busy = guestAccount({ balance: 0, monthCredits: TOTAL_MAX - 10, lastEntryAt: Date.UTC(2026, 0, 15, 8) });

    for (const stored of [full, busy]) {
      const ledger = ledgerOn(ledgerPlatform(await itemsWith(stored)), 'ledger');
      expect(await ledger.execute(command('k1'), deposit(11))).toMatchObject({ code: 'limit_exceeded' });
      expect(await ledger.execute(command('k2'), deposit(10))).toMatchObject({ kind: 'applied' });
    }
  });

  it('counts what became of each command', async () => {
    const platform = ledgerPlatform(await itemsWith(guestAccount({ balance: 10 })));
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
