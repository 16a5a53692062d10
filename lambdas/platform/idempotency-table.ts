import { type Records, recordOf } from './idempotency.ts';
import type { Item } from './items.ts';
import type { Clock } from './platform.ts';

/**
 * The records of commands that are not remembered for ever, in a table of their own: pk is the command's id. They are
 * deleted some time after `expiresAt` by the table's TTL; one that is past it and still there counts as absent, here and
 * in the condition.
 */
export function idempotencyTable(clock: Clock, table: string): Records {
  return {
    keyOf: ({ id }) => ({ table, key: { pk: id } }),

    standing: (item) => (item && !isExpired(item) ? item : undefined),

    put(command, answer) {
      if (command.retention === 'forever') throw new Error('This table forgets.');
      const expiresAt = nowSeconds() + command.retention.hours * 3_600;
      return {
        Put: {
          TableName: table,
          Item: { pk: command.id, ...recordOf(command, answer, expiresAt) },
          ConditionExpression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
          ExpressionAttributeNames: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
          ExpressionAttributeValues: { ':now': nowSeconds() },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      };
    },
  };

  function isExpired({ expiresAt }: Item): boolean {
    return Number(expiresAt) <= nowSeconds();
  }

  /** TTL counts whole seconds ("Using time to live (TTL) in DynamoDB"). */
  function nowSeconds(): number {
    return Math.floor(clock.now() / 1_000);
  }
}
