import fc from 'fast-check';
import type { Action } from '#platform/items.ts';
import { ABSENT, accountID, accountKey, change, close, open, openAll, revision, written } from './accounts.ts';
import { indexQuery } from './index-query.ts';

/** As the accounts have it, and with indexes of more of an item beside. */
export const ledger = {
  sk: true,
  indexes: {
    byOwner: { pk: 'ownerID', sk: 'openedAt', projection: 'KEYS_ONLY' },
    wholeByOwner: { pk: 'ownerID', sk: 'openedAt', projection: 'ALL' },
    balanceByOwner: { pk: 'ownerID', sk: 'openedAt', projection: ['balance', 'revision'] },
  },
} as const;

/** The partitions of one run. */
export const ledgerPartitions = ['A#1', 'A#2', 'A#3', 'A#4', 'T#1', 'T#2', 'T#3', 'H#0', 'H#1'];

const transferID = fc.constantFrom('T#1', 'T#2', 'T#3');

/** What moves money: a record, each account under its revision with an entry, and a shard of a house account. */
const transfer = fc
  .record({
    transferID,
    shard: fc.constantFrom('H#0', 'H#1'),
    legs: fc.uniqueArray(fc.record({ accountID, seen: revision, version: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 2,
      selector: ({ accountID }) => accountID,
    }),
    house: fc.boolean(),
    hold: fc.option(fc.constantFrom('SET holds.#hold = :one', 'REMOVE holds.#hold'), { nil: undefined }),
  })
  .filter(({ legs, house }) => legs.length > 0 || house)
  .map(({ transferID, legs, shard, house, hold }) =>
    written('transfer', (run) => [
      { Put: { TableName: 'ledger', Item: { pk: `${run}-${transferID}`, sk: 'T', legs: legs.length }, ...ABSENT } },
      ...legs.flatMap(({ accountID, seen, version }): Action[] => [
        {
          Update: {
            TableName: 'ledger',
            Key: accountKey(run, accountID),
            ...underRevision(hold),
            ExpressionAttributeValues: { ':one': 1, ':seen': seen },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          Put: {
            TableName: 'ledger',
            Item: { pk: `${run}-${accountID}`, sk: `E#${version}`, transferID },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]),
      ...(house ? [houseLeg(`${run}-${shard}`)] : []),
    ]),
  );

function underRevision(hold: string | undefined) {
  const set = 'balance = balance + :one, revision = revision + :one';
  const expression = hold?.startsWith('SET') ? `${hold}, ${set}` : `SET ${set} ${hold ?? ''}`;
  return {
    UpdateExpression: expression,
    ConditionExpression: 'revision = :seen',
    ...(hold && { ExpressionAttributeNames: { '#hold': 'h1' } }),
  };
}

function houseLeg(pk: string): Action {
  return {
    Update: {
      TableName: 'ledger',
      Key: { pk, sk: 'H' },
      UpdateExpression: 'ADD balance :one, debits :one',
      ExpressionAttributeValues: { ':one': 1 },
    },
  };
}

/** Accounts first, and then all that is done to them. */
export const ledgerCommands = fc
  .tuple(
    openAll,
    fc.array(fc.oneof(open, openAll, change, change, close, transfer, transfer, transfer, indexQuery, indexQuery), {
      minLength: 1,
      maxLength: 12,
    }),
  )
  .map(([first, rest]) => [first, ...rest]);
