import type { Item, Items, Key, Reason } from '#platform/items.ts';
import type { Account, Hold, MadeTransfer } from './domain.ts';
import { type AddressStore, addressStore } from './store.addresses.ts';
import { type LedgerChanges, ledgerChanges } from './store.changes.ts';
import { type EntryStore, entryStore } from './store.entries.ts';
import {
  accountKey,
  accountNamed,
  accountOf,
  HOUSE_SHARDS,
  holdOf,
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
 * | address     | `A#{id}`              | `A#ADDRESS`                       | address, revision, writeID |
 * | entry       | `A#{id}`              | `E#{ms since 1970}#{version:012}` | transferID, kind, direction, amount, balance, counterparty, reference?, monthDebits, monthCredits, principal, requestId |
 * | transfer    | `T#{id}`              | `T`                               | the record of its command; outcome, and where applied the transfer, whose it is and which shards it has raised (fromShard?, toShard?); of a hold, what became of it |
 * | house shard | `H#{id}#{0 … 99:03}`  | `H`                               | balance, debits, credits, count |
 *
 * Index `byOwner`: ownerID, openedAt, keys only; accounts alone have both.
 *
 * What must never happen is in the conditions. A transfer is put where there is none, so a command applies once. An
 * account changes only from the revision that was seen, so account, balance and entry agree. Only shards change without
 * having been read, by ADD, and none of their totals passes 2^53 − 1.
 */
export interface LedgerStore extends LedgerChanges, EntryStore, AddressStore {
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

export function ledgerStore(items: Items, table: string): LedgerStore {
  const at = (key: Item): Key => ({ table, key });

  return {
    ...ledgerChanges(table),
    ...entryStore(items, table),
    ...addressStore(items, table),

    async read(recordKey, { accounts = [], hold, transfer }) {
      const keys = [...accounts.map(accountKey), ...(hold === undefined ? [] : [transferKey(hold)])];
      const [record, ...found] = await items.get([recordKey, ...keys.map(at)]);
      return {
        record,
        seen: {
          accounts: accounts.map((id, n) => accountNamed(id, found[n])),
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
      return accountNamed(accountID, item);
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
  };
}
