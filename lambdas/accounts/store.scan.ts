import type { Item, Items } from '#platform/items.ts';
import { scanPages } from '#platform/pages.ts';
import type { Timers } from '#platform/platform.ts';
import type { Account, Hold, KeptEntry, MadeTransfer } from './domain.ts';
import {
  accountKey,
  accountOf,
  HOUSE_SHARDS,
  holdOf,
  keptEntryOf,
  shardKey,
  transferKey,
  transferOf,
} from './store.items.ts';

/** The ledger from end to end, and what of it has to be read at one moment. */
export interface LedgerScan {
  /** Every item that counts. An account comes before its entries, and these in their order. */
  pages(): AsyncIterable<ScannedPage>;
  /** All shards of a house account, in their order. */
  shards(houseID: string): Promise<ShardTotals[]>;
  holding(accountID: string, holdID: string): Promise<Holding>;
}

export interface ScannedPage {
  readonly found: readonly Scanned[];
  /** Items seen so far, and the partition key of the last one: how far it has come. */
  readonly seen: number;
  readonly last: string;
}

export type Scanned =
  | { readonly kind: 'account'; readonly account: Account }
  | ({ readonly kind: 'entry'; readonly accountID: string } & KeptEntry)
  | ({ readonly kind: 'transfer' } & ScannedTransfer)
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'shard'; readonly houseID: string };

export interface ScannedTransfer extends Pick<MadeTransfer, 'transfer' | 'refunded'> {
  readonly shards: ShardsRaised;
}

/** Of each side that is a house account, the shard that took it. */
export interface ShardsRaised {
  readonly debit?: number | undefined;
  readonly credit?: number | undefined;
}

export interface ShardTotals {
  readonly balance: number;
  readonly debits: number;
  readonly credits: number;
  readonly count: number;
}

/** A hold, and the account that should know of it. */
export interface Holding {
  readonly account: Account | undefined;
  readonly hold: Hold | undefined;
}

export interface ScanOptions {
  readonly items: Items;
  readonly timers: Timers;
  readonly table: string;
  /** So that others can read, too. @default as fast as it goes */
  readonly itemsPerSecond?: number;
}

export function ledgerScan({
  items,
  timers,
  table,
  itemsPerSecond = Number.POSITIVE_INFINITY,
}: ScanOptions): LedgerScan {
  return {
    async *pages() {
      // At the least a pause, so that on one machine requests come in between.
      const pauseMs = (count: number) => Math.max(1, (count / itemsPerSecond) * 1_000);
      let seen = 0;
      for await (const page of scanPages({ items, timers, table, pauseMs })) {
        seen += page.length;
        yield { found: page.flatMap(scannedOf), seen, last: String(page.at(-1)?.['pk'] ?? '') };
      }
    },

    async shards(houseID) {
      const keys = Array.from({ length: HOUSE_SHARDS }, (_, shard) => ({ table, key: shardKey(houseID, shard) }));
      return (await items.get(keys)).map(totalsOf);
    },

    async holding(accountID, holdID) {
      const [account, hold] = await items.get(
        [accountKey(accountID), transferKey(holdID)].map((key) => ({ table, key })),
      );
      return { account: accountOf(account), hold: holdOf(hold) };
    },
  };
}

/** Addresses hold no money, nor do refusals. */
function scannedOf(item: Item): Scanned[] {
  const [of, id = ''] = String(item['pk']).split('#');
  switch (`${of} ${String(item['sk']).slice(0, 2)}`) {
    case 'A A': {
      const account = accountOf(item);
      return account ? [{ kind: 'account', account }] : [];
    }
    case 'A E#': {
      const kept = keptEntryOf(item);
      return kept ? [{ kind: 'entry', accountID: id, ...kept }] : [];
    }
    case 'H H':
      return [{ kind: 'shard', houseID: id }];
    case 'T T':
      return movedBy(item);
    default:
      return [];
  }
}

function movedBy(item: Item): Scanned[] {
  const hold = holdOf(item);
  if (hold) return [{ kind: 'hold', hold }];
  const made = transferOf(item);
  if (!made) return [];
  const { transfer, refunded } = made;
  const { fromShard: debit, toShard: credit } = item;
  return [{ kind: 'transfer', transfer, refunded, shards: { debit, credit } }];
}

function totalsOf(item: Item | undefined): ShardTotals {
  const { balance = 0, debits = 0, credits = 0, count = 0 } = (item ?? {}) as Partial<ShardTotals>;
  return { balance, debits, credits, count };
}
