import type { Recorded } from './answer.ts';
import { certainWrites } from './certain-write.ts';
import { type Command, type Remembered, recordOf, remembered } from './idempotency.ts';
import type { Action, Item } from './items.ts';
import type { Platform } from './platform.ts';

/**
 * The records of commands that are not transfers, in a table of their own: pk is the command's id. They are deleted some
 * time after `expiresAt` by the table's TTL; one that is past it and still there counts as absent, here and in the
 * condition.
 */
export interface IdempotencyTable {
  /** What is remembered of the command; undefined where it is new. Decides nothing: {@link once} does. */
  recall(command: Command): Promise<Remembered | undefined>;
  /** Writes the record together with what it tells of, unless another attempt has been faster. */
  once(command: Command, written: Once): Promise<{ readonly kind: 'applied'; readonly answer: Recorded } | Remembered>;
}

interface Once {
  readonly answer: Recorded;
  /** What the command changes. Each condition in it must hold whenever the record's does. */
  readonly actions: readonly Action[];
  readonly retentionHours: number;
}

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

export function idempotencyTable(platform: Ports, table: string): IdempotencyTable {
  const { items, clock } = platform;
  const write = certainWrites(platform);

  return {
    async recall(command) {
      const [record] = await items.get([{ table, key: { pk: command.id } }]);
      return record && !isExpired(record) ? remembered(record, command) : undefined;
    },

    async once(command, { answer, actions, retentionHours }) {
      const expiresAt = nowSeconds() + retentionHours * 3_600;
      const record = putRecord({ pk: command.id, ...recordOf(command, answer, expiresAt) });
      const written = await write([record, ...actions], command.deadlineMs);
      if (written.ok) return { kind: 'applied', answer };

      const earlier = written.reasons[0]?.item;
      if (!earlier) throw new Error('The command was refused though nothing is recorded of it.');
      return remembered(earlier, command);
    },
  };

  function putRecord(item: Item): Action {
    return {
      Put: {
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
        ExpressionAttributeNames: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: { ':now': nowSeconds() },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  function isExpired({ expiresAt }: Item): boolean {
    return Number(expiresAt) <= nowSeconds();
  }

  /** TTL counts whole seconds ("Using time to live (TTL) in DynamoDB"). */
  function nowSeconds(): number {
    return Math.floor(clock.now() / 1_000);
  }
}
