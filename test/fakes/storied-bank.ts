import type { Action, Item, Items } from '#platform/items.ts';
import { reconcile } from '../../lambdas/accounts/reconcile.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { ledgerItems } from './accounts.ts';
import { memoryBank } from './memory-bank.ts';

/** A bank with a story of every command, to be reconciled, and spoiled as no command does. */
export async function storiedBank() {
  const items = ledgerItems();
  const bank = memoryBank(items);
  const ann = await bank.open({ ownerID: 'ann', balance: 10_000 });
  const [bob, merchant] = [await bank.open({ ownerID: 'bob', balance: 500 }), await bank.open({ kind: 'house' })];
  await bank.transfer({ from: ann, to: bob, amount: 100 });
  const paid = await bank.transfer({ from: ann, to: merchant, amount: 300 });
  const paidID = String(paid.told['transferID']);
  await bank.send('createRefund', { params: { transferID: paidID }, body: { amount: 50 } });
  await settle('captureHold', await hold({ amount: 70, to: merchant }), { amount: 60 });
  await settle('releaseHold', await hold({ amount: 20, to: merchant }));
  bank.clock.advance(40 * DAY_MS);
  await bank.send('createWithdrawal', { params: { accountID: ann }, body: { amount: 1_000 } });
  const holdID = await hold({ amount: 30, to: merchant });
  // What was dated in the millisecond in which a look begins is left for the next one.
  bank.clock.advance(1);

  return {
    bank,
    items,
    /** With six entries, 8,590 and an open hold. */
    ann,
    /** Of 300, of which 50 were given back. */
    paidID,
    holdID,
    hold,
    settle,
    look,
    all,
    change,
    remove,
    async found(): Promise<Record<string, string>> {
      return Object.fromEntries((await look()).differences);
    },
    async entriesOf(accountID: string): Promise<Item[]> {
      return (await all()).filter(({ pk, sk }) => pk === `A#${accountID}` && String(sk).startsWith('E#'));
    },
  };

  async function hold(body: { amount: number; to: string }): Promise<string> {
    const asked = { params: { accountID: ann }, body: { ...body, expiresInSeconds: 600 } };
    return String((await bank.send('createHold', asked)).told['holdID']);
  }

  function settle(operationId: 'captureHold' | 'releaseHold', id: string, body = {}) {
    return bank.send(operationId, { params: { accountID: ann, holdID: id }, body });
  }

  function look(from: Items = items) {
    const { clock } = bank;
    const timers = { sleep: async (milliseconds: number) => clock.advance(milliseconds) };
    return reconcile({ ledger: ledgerScan({ items: from, timers, table: 'ledger' }), clock, timers, settleMs: 1_000 });
  }

  async function all(): Promise<Item[]> {
    return (await items.scan({ TableName: 'ledger' })).items;
  }

  async function remove(item: Item | undefined): Promise<void> {
    await write({ Delete: { TableName: 'ledger', Key: { pk: item?.['pk'], sk: item?.['sk'] } } });
  }

  /** `#name` and `:name` stand for themselves and for the value of that name. */
  async function change({ pk, sk }: Item, UpdateExpression: string, values?: Item): Promise<void> {
    const names = UpdateExpression.match(/(?<=#)\w+/g) ?? [];
    await write({
      Update: {
        TableName: 'ledger',
        Key: { pk, sk },
        UpdateExpression,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ...(values && {
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [`:${name}`, value]),
          ),
        }),
      },
    });
  }

  async function write(action: Action): Promise<void> {
    await items.write([action]);
  }
}

const DAY_MS = 24 * 60 * 60 * 1_000;
