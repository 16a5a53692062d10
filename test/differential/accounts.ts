import fc from 'fast-check';
import type { Action, Item } from '#platform/items.ts';
import { type Command, command } from './commands.ts';
import { mostly } from './values.ts';

/** Few, so that they meet; those of the index in another order as UTF-8 than as UTF-16. */
export const accountID = fc.constantFrom('A#1', 'A#2', 'A#3', 'A#4');
export const revision = fc.integer({ min: 0, max: 2 });
export const owner = fc.constantFrom('ann', 'bob');
export const openedAt = fc.constantFrom('2026-01', '2026-02', '2026-02-03', '\uffee', '😀');
const noKey = fc.constantFrom<unknown>('', 1, null, 'x'.repeat(2_049));

const account = fc.record(
  {
    ownerID: mostly(owner, noKey),
    openedAt: mostly(openedAt, noKey),
    balance: fc.nat(5),
    revision,
    holds: fc.constant({}),
  },
  { requiredKeys: ['balance', 'revision', 'holds'] },
);

export const open = fc.record({ accountID, account, isNew: fc.boolean() }).map(({ accountID, account, isNew }) =>
  written('open', (run) => [
    {
      Put: {
        TableName: 'ledger',
        Item: { ...accountKey(run, accountID), ...owned(run, account) },
        ...(isNew && ABSENT),
      },
    },
  ]),
);

export const openAll = fc
  .uniqueArray(fc.record({ accountID, account }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ accountID }) => accountID,
  })
  .map((accounts) =>
    command('putAll', accounts, (items, run) =>
      items.putAll(
        'ledger',
        accounts.map(({ accountID, account }) => ({ ...accountKey(run, accountID), ...owned(run, account) })),
      ),
    ),
  );

/** What changes an entry of the index, or only what it does not hold. */
export const change = fc
  .record({
    accountID,
    update: fc.oneof(
      openedAt.map((to) => ({ text: 'SET openedAt = :to', to })),
      mostly(openedAt, noKey).map((to) => ({ text: 'SET balance = revision, openedAt = :to', to })),
      mostly(owner, noKey).map((to) => ({ text: 'SET ownerID = :to', to })),
      fc.constantFrom('REMOVE ownerID', 'REMOVE openedAt').map((text) => ({ text })),
      fc.nat(3).map((to) => ({ text: 'ADD balance :to', to })),
    ),
  })
  .map(({ accountID, update }) =>
    written('change', (run) => {
      const { text, to } = { to: undefined, ...update };
      const value = text.includes('ownerID =') ? owned(run, { ownerID: to })['ownerID'] : to;
      const values = to !== undefined && { ExpressionAttributeValues: { ':to': value } };
      return [{ Update: { TableName: 'ledger', Key: accountKey(run, accountID), UpdateExpression: text, ...values } }];
    }),
  );

export const close = accountID.map((accountID) =>
  written('close', (run) => [{ Delete: { TableName: 'ledger', Key: accountKey(run, accountID) } }]),
);

export const ABSENT = {
  ConditionExpression: 'attribute_not_exists(pk)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;

export function written(what: string, actionsOf: (run: string) => Action[]): Command {
  return command('write', { [what]: actionsOf('run') }, (items, run) => items.write(actionsOf(run)));
}

export function accountKey(run: string, accountID: string): Item {
  return { pk: `${run}-${accountID}`, sk: 'A' };
}

/** Each run has owners of its own; what is no key stays what it is. */
function owned(run: string, account: Item): Item {
  const { ownerID } = account;
  return ownerID === 'ann' || ownerID === 'bob' ? { ...account, ownerID: `${run}-${ownerID}` } : account;
}
