import type { Action, Item, Items, Key } from '#platform/items.ts';
import {
  type Account,
  builtInAccount,
  type Entry,
  type GuestAccount,
  type HouseAccount,
  type Posting,
  type Side,
  TOTAL_MAX,
  type Transfer,
} from './domain.ts';

/**
 * The ledger table.
 *
 * | item        | pk                    | sk                                | attributes |
 * |-------------|-----------------------|-----------------------------------|------------|
 * | account     | `A#{id}`              | `A`                               | those of the domain |
 * | entry       | `A#{id}`              | `E#{ms since 1970}#{version:012}` | transferID, kind, direction, amount, balance, counterparty, reference?, monthDebits, monthCredits, principal, requestId |
 * | transfer    | `T#{id}`              | `T`                               | the record of its command; outcome, and where applied the transfer and whose it is |
 * | house shard | `H#{id}#{0 … 99:03}`  | `H`                               | balance, debits, credits, count |
 *
 * Index `byOwner`: ownerID, openedAt, keys only; accounts alone have both.
 *
 * What must never happen is in the conditions. A transfer is put where there is none, so a command applies once. An
 * account changes only from the revision that was seen, so account, balance and entry agree. Only shards change without
 * having been read, by ADD, and none of their totals passes 2^53 − 1.
 */
export interface LedgerStore {
  /** The record of a command and the accounts that it names, in one strong read. */
  read(
    transferID: string,
    accountIDs: readonly string[],
  ): Promise<{ record?: Item; accounts: (Account | undefined)[] }>;
  account(accountID: string): Promise<Account | undefined>;
  /** An applied transfer, and whose it is. */
  transfer(transferID: string): Promise<{ transfer: Transfer; owners: readonly Owner[] } | undefined>;
  /** The sum of the shards. */
  house(accountID: string): Promise<{ balance: number; version: number }>;
  /** The accounts of one owner, oldest first. Read from the index, which may lag; the accounts themselves are strong. */
  ownedBy(ownerID: string, page: PageOf<OwnedFrom>): Promise<{ accounts: Account[]; next?: OwnedFrom }>;
  /** `from` and `next` are sort keys: where the page before ended. */
  entries(accountID: string, page: EntryPage): Promise<{ entries: Entry[]; next?: string }>;

  /** Everything that a transfer is, all or nothing: the record first, then the sides in their order. */
  applying(posting: Posting, record: Item, by: Author): Action[];
  /** The record of a refusal, which alone is what it is. */
  refusing(transferID: string, record: Item): Action;
  opening(account: Account): Action;
}

export interface Author {
  readonly principal: string;
  readonly requestId: string;
  /** Which shard of each house account takes its side, 0 to {@link HOUSE_SHARDS} − 1. */
  readonly shard: number;
}

export interface Owner {
  readonly ownerID?: string;
  readonly resortID?: number;
}

interface PageOf<From> {
  readonly limit: number;
  readonly from?: From | undefined;
}

export interface OwnedFrom {
  readonly accountID: string;
  readonly openedAt: string;
}

export interface EntryPage extends PageOf<string> {
  readonly order: 'asc' | 'desc';
}

/** So that payments to one house account seldom meet on one item. */
export const HOUSE_SHARDS = 100;

export function ledgerStore(items: Items, table: string): LedgerStore {
  const at = (key: Item): Key => ({ table, key });

  return {
    async read(transferID, accountIDs) {
      const [record, ...found] = await items.get([
        at(transferKey(transferID)),
        ...accountIDs.map((id) => at(accountKey(id))),
      ]);
      return {
        ...(record && { record }),
        accounts: accountIDs.map((id, n) => accountOf(found[n]) ?? builtInAccount(id)),
      };
    },

    async account(accountID) {
      const [item] = await items.get([at(accountKey(accountID))]);
      return accountOf(item) ?? builtInAccount(accountID);
    },

    async transfer(transferID) {
      const [item] = await items.get([at(transferKey(transferID))]);
      return item?.['outcome'] === 'applied' ? transferOf(item) : undefined;
    },

    async house(accountID) {
      const shards = await items.get(
        Array.from({ length: HOUSE_SHARDS }, (_, shard) => at(shardKey(accountID, shard))),
      );
      return {
        balance: shards.reduce((sum, shard) => sum + Number(shard?.['balance'] ?? 0), 0),
        version: shards.reduce((sum, shard) => sum + Number(shard?.['count'] ?? 0), 0),
      };
    },

    async ownedBy(ownerID, { limit, from }) {
      const page = await items.query({
        TableName: table,
        IndexName: 'byOwner',
        KeyConditionExpression: '#ownerID = :ownerID',
        ExpressionAttributeNames: { '#ownerID': 'ownerID' },
        ExpressionAttributeValues: { ':ownerID': ownerID },
        Limit: limit,
        ...(from && { ExclusiveStartKey: { ...accountKey(from.accountID), ownerID, openedAt: from.openedAt } }),
      });
      const found = page.items.length > 0 ? await items.get(page.items.map(({ pk, sk }) => at({ pk, sk }))) : [];
      const accounts = found.flatMap((item) => accountOf(item) ?? []);
      const { next } = page;
      return {
        accounts,
        ...(next && { next: { accountID: String(next['pk']).slice(2), openedAt: String(next['openedAt']) } }),
      };
    },

    async entries(accountID, { limit, from, order }) {
      const pk = accountKey(accountID).pk;
      const page = await items.query({
        TableName: table,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :entries)',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':pk': pk, ':entries': 'E#' },
        ConsistentRead: true,
        ScanIndexForward: order === 'asc',
        // One more than wanted tells whether there is a next page.
        Limit: limit + 1,
        ...(from !== undefined && { ExclusiveStartKey: { pk, sk: from } }),
      });
      const wanted = page.items.slice(0, limit);
      const last = wanted.at(-1)?.['sk'];
      return {
        entries: wanted.map(entryOf),
        ...(page.items.length > limit && last !== undefined && { next: String(last) }),
      };
    },

    applying: ({ transfer, sides }, record, by) => [
      putNew({ ...transferKey(transfer.transferID), ...record, outcome: 'applied', ...moved(transfer, sides) }),
      ...sides.flatMap((side) =>
        side.kind === 'guest'
          ? [changeAccount(side), putNew(entryItem(side, by))]
          : [raiseShard(side, transfer.amount, by.shard)],
      ),
    ],

    refusing: (transferID, record) => putNew({ ...transferKey(transferID), ...record, outcome: 'refused' }),

    opening: ({ accountID, ...account }) => putNew({ ...accountKey(accountID), ...account }),
  };

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

  /** Only from the revision that was seen: whatever was decided of the account still holds. */
  function changeAccount({ before, after }: GuestSide): Action {
    return {
      Update: {
        TableName: table,
        Key: accountKey(before.accountID),
        UpdateExpression:
          'SET #balance = :balance, #version = :version, #revision = :revision, #lastEntryAt = :lastEntryAt, #monthDebits = :monthDebits, #monthCredits = :monthCredits',
        ConditionExpression: '#revision = :seen',
        ExpressionAttributeNames: CHANGED_NAMES,
        ExpressionAttributeValues: {
          ':balance': after.balance,
          ':version': after.version,
          ':revision': after.revision,
          ':lastEntryAt': after.lastEntryAt,
          ':monthDebits': after.monthDebits,
          ':monthCredits': after.monthCredits,
          ':seen': before.revision,
        },
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

type GuestSide = Extract<Side, { kind: 'guest' }>;
type HouseSide = Extract<Side, { kind: 'house' }>;

const CHANGED_NAMES = {
  '#balance': 'balance',
  '#version': 'version',
  '#revision': 'revision',
  '#lastEntryAt': 'lastEntryAt',
  '#monthDebits': 'monthDebits',
  '#monthCredits': 'monthCredits',
};
const SHARD_NAMES = {
  '#pk': 'pk',
  '#balance': 'balance',
  '#debits': 'debits',
  '#credits': 'credits',
  '#count': 'count',
};

function accountKey(accountID: string) {
  return { pk: `A#${accountID}`, sk: 'A' };
}

function transferKey(transferID: string) {
  return { pk: `T#${transferID}`, sk: 'T' };
}

function shardKey(accountID: string, shard: number) {
  return { pk: `H#${accountID}#${String(shard).padStart(3, '0')}`, sk: 'H' };
}

/** Attributes have the domain's own names. */
export function accountOf(item: Item | undefined): Account | undefined {
  if (!item) return undefined;
  const { pk, sk: _, ...account } = item;
  return {
    ...(account as Omit<GuestAccount, 'accountID'> | Omit<HouseAccount, 'accountID'>),
    accountID: String(pk).slice(2),
  };
}

function moved({ transferID: _, ...transfer }: Transfer, [from, to]: Posting['sides']): Item {
  const { ownerID: fromOwner, resortID: fromResort } = accountIn(from);
  const { ownerID: toOwner, resortID: toResort } = accountIn(to);
  return {
    ...transfer,
    ...(fromOwner !== undefined && { fromOwner }),
    ...(toOwner !== undefined && { toOwner }),
    ...(fromResort !== undefined && { fromResort }),
    ...(toResort !== undefined && { toResort }),
  };
}

function accountIn(side: Side): Account {
  return side.kind === 'guest' ? side.before : side.account;
}

function transferOf(item: Item): { transfer: Transfer; owners: readonly Owner[] } {
  const { pk, kind, from, to, amount, currency, reference, createdAt, fromOwner, toOwner, fromResort, toResort } =
    item as Omit<Transfer, 'transferID'> & {
      pk: string;
      fromOwner?: string;
      toOwner?: string;
      fromResort?: number;
      toResort?: number;
    };
  return {
    transfer: {
      transferID: pk.slice(2),
      kind,
      from,
      to,
      amount,
      currency,
      ...(reference !== undefined && { reference }),
      createdAt,
    },
    owners: [ownerOf(fromOwner, fromResort), ownerOf(toOwner, toResort)],
  };
}

function ownerOf(ownerID: string | undefined, resortID: number | undefined): Owner {
  return { ...(ownerID !== undefined && { ownerID }), ...(resortID !== undefined && { resortID }) };
}

/** Version and time are in the key. The running totals of the month serve statements, author and request an audit. */
function entryItem({ after, entry }: GuestSide, { principal, requestId }: Author): Item {
  const { version, createdAt: _, ...attributes } = entry;
  return {
    ...attributes,
    pk: accountKey(after.accountID).pk,
    sk: `E#${after.lastEntryAt}#${String(version).padStart(12, '0')}`,
    monthDebits: after.monthDebits,
    monthCredits: after.monthCredits,
    principal,
    requestId,
  };
}

function entryOf(item: Item): Entry {
  const { transferID, kind, direction, amount, balance, counterparty, reference } = item as Omit<Entry, 'version'>;
  const [, at, version] = String(item['sk']).split('#');
  return {
    transferID,
    kind,
    direction,
    amount,
    balance,
    version: Number(version),
    counterparty,
    ...(reference !== undefined && { reference }),
    createdAt: new Date(Number(at)).toISOString(),
  };
}
