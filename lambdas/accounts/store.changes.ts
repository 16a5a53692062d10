import { type Records, recordOf } from '#platform/idempotency.ts';
import type { Action, Item } from '#platform/items.ts';
import type { Change, Posting, Revised, Side } from './domain.changes.ts';
import { type Hold, type MadeTransfer, TOTAL_MAX, type Transfer } from './domain.ts';
import { type Author, accountKey, entryItem, holdItem, shardKey, transferItem, transferKey } from './store.items.ts';

/** What the ledger's changes are as writes. What must never happen is in the conditions. */
export interface LedgerChanges {
  /** Of commands that are remembered for ever: each is one item with what it has made. */
  readonly records: Records;
  /** Everything that a change is beside its record. */
  writing(change: Change, by: Author): Writing;
}

interface Writing {
  /** What the command makes, where it lies with the record. */
  readonly made?: Item;
  readonly actions: readonly Action[];
}

export function ledgerChanges(table: string): LedgerChanges {
  return {
    records: {
      keyOf: ({ id }) => ({ table, key: transferKey(id) }),
      standing: (item) => item,
      put: (command, answer, made) =>
        putNew({
          ...transferKey(command.id),
          ...recordOf(command, answer),
          outcome: made ? 'applied' : 'refused',
          ...made,
        }),
    },

    writing(change, by) {
      switch (change.kind) {
        case 'opening': {
          const { accountID, ...account } = change.account;
          return { actions: [putNew({ ...accountKey(accountID), ...account })] };
        }
        case 'posting':
          return { made: transferItem(change, by), actions: posting(change, by) };
        case 'placing':
          return { made: holdItem(change.hold), actions: [changeAccount(change.account)] };
        case 'closing':
          return { actions: [changeAccount(change.account)] };
        case 'releasing':
          return { actions: [settleHold(change.hold), changeAccount(change.account)] };
      }
    },
  };

  function posting({ transfer, sides, captures, refunds }: Posting, by: Author): Action[] {
    return [
      ...(refunds ? [raiseRefunded(refunds, transfer.amount)] : []),
      ...(captures ? [settleHold(capturedBy(transfer, captures))] : []),
      ...sides.flatMap((side) =>
        side.kind === 'guest'
          ? [changeAccount(side), putNew(entryItem(side, by))]
          : [raiseShard(side, transfer.amount, by.shard)],
      ),
    ];
  }

  /** Never in the place of another item; whoever loses is told what stands there. */
  function putNew(item: Item): Action {
    return {
      Put: {
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  /** Only from the revision that was seen: whatever was decided of the account is still so. Writes all that can change. */
  function changeAccount({ before, after }: Revised): Action {
    return {
      Update: {
        TableName: table,
        Key: accountKey(before.accountID),
        UpdateExpression:
          'SET #balance = :balance, #version = :version, #revision = :revision, #lastEntryAt = :lastEntryAt, #monthDebits = :monthDebits, #monthCredits = :monthCredits, #holds = :holds, #status = :status',
        ConditionExpression: '#revision = :seen',
        ExpressionAttributeNames: CHANGED_NAMES,
        ExpressionAttributeValues: {
          ':balance': after.balance,
          ':version': after.version,
          ':revision': after.revision,
          ':lastEntryAt': after.lastEntryAt,
          ':monthDebits': after.monthDebits,
          ':monthCredits': after.monthCredits,
          ':holds': after.holds,
          ':status': after.status,
          ':seen': before.revision,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  /** Only while it is open: what became of a hold is settled once. */
  function settleHold({ holdID, state, captured, capturedAt }: Hold): Action {
    const moment = capturedAt === undefined ? undefined : { ':capturedAt': capturedAt };
    return {
      Update: {
        TableName: table,
        Key: transferKey(holdID),
        UpdateExpression: `SET #state = :state, #captured = :captured${moment ? ', #capturedAt = :capturedAt' : ''}`,
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames: {
          '#state': 'state',
          '#captured': 'captured',
          ...(moment && { '#capturedAt': 'capturedAt' }),
        },
        ExpressionAttributeValues: { ':state': state, ':captured': captured, ':open': 'open', ...moment },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  /**
   * Only from what was seen: of two refunds at once, the second one is decided anew. A transfer that was made before there
   * were refunds does not say how much of it was given back, which is nothing.
   */
  function raiseRefunded({ transfer, refunded }: MadeTransfer, amount: number): Action {
    return {
      Update: {
        TableName: table,
        Key: transferKey(transfer.transferID),
        UpdateExpression: 'SET #refunded = :refunded',
        ConditionExpression:
          refunded === 0 ? 'attribute_not_exists(#refunded) OR #refunded = :seen' : '#refunded = :seen',
        ExpressionAttributeNames: { '#refunded': 'refunded' },
        ExpressionAttributeValues: { ':refunded': refunded + amount, ':seen': refunded },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  /** Unread, and so without a revision. Both totals only grow, and stay exact: the balance is between them. */
  function raiseShard({ account, direction }: HouseSide, amount: number, shard: number): Action {
    const [debit, credit] = direction === 'debit' ? [amount, 0] : [0, amount];
    return {
      Update: {
        TableName: table,
        Key: shardKey(account.accountID, shard),
        UpdateExpression: 'ADD #balance :change, #debits :debit, #credits :credit, #count :one',
        ConditionExpression: 'attribute_not_exists(#pk) OR (#debits <= :room AND #credits <= :room)',
        ExpressionAttributeNames: SHARD_NAMES,
        ExpressionAttributeValues: {
          ':change': credit - debit,
          ':debit': debit,
          ':credit': credit,
          ':one': 1,
          ':room': TOTAL_MAX - amount,
        },
      },
    };
  }
}

function capturedBy({ amount, createdAt }: Transfer, hold: Hold): Hold {
  return { ...hold, state: 'captured', captured: amount, capturedAt: createdAt };
}

type HouseSide = Extract<Side, { kind: 'house' }>;

const CHANGED_NAMES = {
  '#balance': 'balance',
  '#version': 'version',
  '#revision': 'revision',
  '#lastEntryAt': 'lastEntryAt',
  '#monthDebits': 'monthDebits',
  '#monthCredits': 'monthCredits',
  '#holds': 'holds',
  '#status': 'status',
};
const SHARD_NAMES = {
  '#pk': 'pk',
  '#balance': 'balance',
  '#debits': 'debits',
  '#credits': 'credits',
  '#count': 'count',
};
