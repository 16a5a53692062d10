import { describe, expect, it } from 'vitest';
import { type Items, UnknownOutcome } from '#platform/items.ts';
import { ledgerOn } from '../../lambdas/accounts/ledger.ts';
import { ledgerPlatform, type Mishap, mishapsBefore } from '../fakes/accounts.ts';
import { bodyOf, command, deposit, guestAccount, itemsWith, stateOf, withdrawal } from '../fakes/money.ts';

describe('a money command', () => {
  it.each<Mishap>([
    'applied, and its answer lost',
    'lost before it was applied',
    'refused for want of capacity',
    'in conflict with another',
  ])('applies once when its write was %s', async (mishap) => {
    const items = await itemsWith(guestAccount({ balance: 100 }));
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
      const items = await itemsWith(guestAccount({ balance: 10 }));
      const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, mishap)), 'ledger');

      const outcome = await ledger.execute(command('k1'), withdrawal(50));

      expect(JSON.parse(bodyOf(outcome))).toMatchObject({ code: 'insufficient_funds' });
      expect((await stateOf(items)).accounts).toMatchObject([{ balance: 10 }]);
    },
  );

  it('decides anew of an account that has changed since it was read', async () => {
    const items = await itemsWith(guestAccount({ balance: 60 }));
    const other = ledgerOn(ledgerPlatform(items), 'ledger');
    const after = () => other.execute(command('k2'), withdrawal(50));
    const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, { after })), 'ledger');

    const outcome = await ledger.execute(command('k1'), withdrawal(50));

    expect(outcome).toMatchObject({ kind: 'refused', code: 'insufficient_funds' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 10 }]);
  });

  it('gives the answer of a parallel retry that was faster', async () => {
    const items = await itemsWith(guestAccount({ balance: 100 }));
    const faster = ledgerOn(ledgerPlatform(items), 'ledger');
    const after = () => faster.execute(command('k1'), deposit(50));
    const ledger = ledgerOn(ledgerPlatform(mishapsBefore(items, { after })), 'ledger');

    const outcome = await ledger.execute(command('k1'), deposit(50));

    expect(outcome).toMatchObject({ kind: 'replayed' });
    expect((await stateOf(items)).accounts).toMatchObject([{ balance: 150, version: 1 }]);
  });

  it('does not let a first attempt apply after its refusal was spoken', async () => {
    const items = await itemsWith(guestAccount({ balance: 60 }));
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
    const items = await itemsWith(guestAccount({ balance: 100 }));
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
});
