import type { Item, Items, Key, Reason } from '#platform/items.ts';
import { type Account, builtInAccount, type Entry, type Hold, type KeptEntry, type MadeTransfer } from './domain.ts';
import { type LedgerChanges, ledgerChanges } from './store.changes.ts';
import {
  accountKey,
  accountOf,
  entriesFrom,
  entryOf,
  HOUSE_SHARDS,
  holdOf,
  keptEntryOf,
  shardKey,
  transferKey,
  transferOf,
} from './store.items.ts';

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
export interface LedgerStore extends LedgerChanges {
  /** The record of a command and what it decides on, in one strong read. */
  read(record: Key, reads: Reads): Promise<{ record: Item | undefined; seen: Seen }>;
  /** What was seen, and what a write has found there instead. */
  seenAgain(seen: Seen, reasons: readonly Reason[]): Seen;
  account(accountID: string): Promise<Account | undefined>;
  transfer(transferID: string): Promise<MadeTransfer | undefined>;
  hold(holdID: string): Promise<Hold | undefined>;
  /** The sum of the shards. */
  house(accountID: string): Promise<{ balance: number; version: number }>;
  /** The accounts of one owner, oldest first. Read from the index, which may lag; the accounts themselves are strong. */
  ownedBy(ownerID: string, page: PageOf<OwnedFrom>): Promise<{ accounts: Account[]; next?: OwnedFrom }>;
  /** The last entry before a moment (milliseconds since 1970 UTC). */
  entryBefore(accountID: string, at: number): Promise<KeptEntry | undefined>;
  entryAt(accountID: string, place: string): Promise<KeptEntry | undefined>;
  /** `from` and `next` are places: where the page before ended. */
  entries(accountID: string, page: EntryPage): Promise<{ entries: Entry[]; next?: string }>;
}

export interface Reads {
  readonly accounts?: readonly string[];
  readonly hold?: string;
  /** Has been read before, because it says which accounts to read. */
  readonly transfer?: MadeTransfer;
}

/** In the order asked for. */
export interface Seen {
  readonly accounts: readonly (Account | undefined)[];
  readonly hold?: Hold | undefined;
  readonly transfer?: MadeTransfer | undefined;
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
  /** Milliseconds since 1970 UTC; and the place of the last entry that belongs to it. */
  readonly since?: number;
  readonly until?: string;
}

export function ledgerStore(items: Items, table: string): LedgerStore {
  const at = (key: Item): Key => ({ table, key });

  return {
    ...ledgerChanges(table),

    async read(recordKey, { accounts = [], hold, transfer }) {
      const keys = [...accounts.map(accountKey), ...(hold === undefined ? [] : [transferKey(hold)])];
      const [record, ...found] = await items.get([recordKey, ...keys.map(at)]);
      return {
        record,
        seen: {
          accounts: accounts.map((id, n) => accountOf(found[n]) ?? builtInAccount(id)),
          hold: holdOf(found[accounts.length]),
          transfer,
        },
      };
    },

    seenAgain({ accounts, hold, transfer }, reasons) {
      const again = (key: { pk: string; sk: string }) =>
        reasons.find(({ item }) => item?.['pk'] === key.pk && item['sk'] === key.sk)?.item;
      return {
        accounts: accounts.map((seen) => (seen && accountOf(again(accountKey(seen.accountID)))) ?? seen),
        hold: (hold && holdOf(again(transferKey(hold.holdID)))) ?? hold,
        transfer: (transfer && transferOf(again(transferKey(transfer.transfer.transferID)))) ?? transfer,
      };
    },

    async account(accountID) {
      const [item] = await items.get([at(accountKey(accountID))]);
      return accountOf(item) ?? builtInAccount(accountID);
    },

    async transfer(transferID) {
      const [item] = await items.get([at(transferKey(transferID))]);
      return transferOf(item);
    },

    async hold(holdID) {
      const [item] = await items.get([at(transferKey(holdID))]);
      return holdOf(item);
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

    async entryBefore(accountID, at) {
      const { items: found } = await items.query({
        ...entriesBetween(accountID, entriesFrom(0), entriesFrom(at)),
        ScanIndexForward: false,
        Limit: 1,
      });
      return keptEntryOf(found[0]);
    },

    async entryAt(accountID, place) {
      const [item] = await items.get([at({ pk: accountKey(accountID).pk, sk: place })]);
      return keptEntryOf(item);
    },

    async entries(accountID, { limit, from, order, since = 0, until = AFTER_ALL_ENTRIES }) {
      const { pk } = accountKey(accountID);
      const first = entriesFrom(since);
      // DynamoDB takes no start beyond the range; we have given none, so there is no page behind it.
      if (from !== undefined && (from < first || from >= until)) return { entries: [] };
      const page = await items.query({
        ...entriesBetween(accountID, first, until),
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
  };

  function entriesBetween(accountID: string, first: string, last: string) {
    return {
      TableName: table,
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': accountKey(accountID).pk, ':first': first, ':last': last },
      ConsistentRead: true,
    };
  }
}

/** A tilde sorts behind every digit. */
const AFTER_ALL_ENTRIES = 'E#~';
