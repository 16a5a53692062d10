import { isCurrency } from '#platform/currency.ts';
import type { Item } from '#platform/items.ts';
import { timestamp } from '#platform/timestamp.ts';
import type { Posting, Side } from './domain.changes.ts';
import {
  type Account,
  builtInAccount,
  type Entry,
  type GuestAccount,
  type Hold,
  type HouseAccount,
  type KeptEntry,
  type MadeTransfer,
  type Owner,
  type Transfer,
} from './domain.ts';

/** The keys and shapes of the ledger's items, both ways. Attributes have the domain's own names. */

/** Who changes something: an audit finds it in every entry. */
export interface Author {
  readonly principal: string;
  readonly requestId: string;
  /** Which shard of each house account takes its side, 0 to {@link HOUSE_SHARDS} − 1. */
  readonly shard: number;
}

/** So that payments to one house account seldom meet on one item. */
export const HOUSE_SHARDS = 100;

export function accountKey(accountID: string) {
  return { pk: `A#${accountID}`, sk: 'A' };
}

export function addressKey(accountID: string) {
  return { pk: `A#${accountID}`, sk: 'A#ADDRESS' };
}

export function transferKey(transferID: string) {
  return { pk: `T#${transferID}`, sk: 'T' };
}

export function shardKey(accountID: string, shard: number) {
  return { pk: `H#${accountID}#${String(shard).padStart(3, '0')}`, sk: 'H' };
}

/** An account that was written before there were holds has none. */
export function accountOf(item: Item | undefined): Account | undefined {
  if (!item) return undefined;
  const { pk, sk: _, ...account } = item as Item & (Omit<GuestAccount, 'accountID'> | Omit<HouseAccount, 'accountID'>);
  const accountID = String(pk).slice(2);
  return account.kind === 'guest' ? { ...account, holds: account.holds ?? {}, accountID } : { ...account, accountID };
}

/** Of this name: what its item says, or without one the house account that nobody needs to open. */
export function accountNamed(accountID: string, item: Item | undefined): Account | undefined {
  return accountOf(item) ?? builtInAccount(accountID, isCurrency);
}

/** Of a house account it says which shard took its side, so that a shard can be held against its transfers. */
export function transferItem(posting: Posting, { shard }: Author): Item {
  const { transferID: _, ...transfer } = posting.transfer;
  const [from, to] = posting.sides;
  return {
    ...transfer,
    refunded: 0,
    ...ownersItem([accountIn(from), accountIn(to)]),
    ...(from.kind === 'house' && { fromShard: shard }),
    ...(to.kind === 'house' && { toShard: shard }),
  };
}

function accountIn(side: Side): Owner {
  return side.kind === 'guest' ? side.before : side.account;
}

/** Nothing where the command was refused, or has made a hold. */
export function transferOf(item: Item | undefined): MadeTransfer | undefined {
  if (item?.['outcome'] !== 'applied' || item['kind'] === 'hold') return undefined;
  const { kind, from, to, amount, currency, reference, createdAt, holdID, refundOf } = item as Transfer;
  return {
    transfer: {
      transferID: String(item['pk']).slice(2),
      kind,
      from,
      to,
      amount,
      currency,
      ...(reference !== undefined && { reference }),
      createdAt,
      ...(holdID !== undefined && { holdID }),
      ...(refundOf !== undefined && { refundOf }),
    },
    refunded: Number(item['refunded'] ?? 0),
    owners: ownersOf(item),
  };
}

/** A hold lies among the transfers, as the record of its command; until it is captured, it is none of them. */
export function holdItem({ holdID: _, accountID: from, owners, ...hold }: Hold): Item {
  return { ...hold, kind: 'hold', from, ...ownersItem(owners) };
}

export function holdOf(item: Item | undefined): Hold | undefined {
  if (item?.['kind'] !== 'hold') return undefined;
  const { from, to, amount, currency, reference, createdAt, expiresAt, state, captured, capturedAt } = item as Omit<
    Hold,
    'accountID'
  > & { from: string };
  return {
    holdID: String(item['pk']).slice(2),
    accountID: from,
    to,
    amount,
    currency,
    ...(reference !== undefined && { reference }),
    createdAt,
    expiresAt,
    state,
    captured,
    ...(capturedAt !== undefined && { capturedAt }),
    owners: ownersOf(item),
  };
}

function ownersItem([from, to]: readonly [Owner, Owner]): Item {
  return {
    ...(from.ownerID !== undefined && { fromOwner: from.ownerID }),
    ...(from.resortID !== undefined && { fromResort: from.resortID }),
    ...(to.ownerID !== undefined && { toOwner: to.ownerID }),
    ...(to.resortID !== undefined && { toResort: to.resortID }),
  };
}

function ownersOf({ fromOwner, fromResort, toOwner, toResort }: Item): [Owner, Owner] {
  return [ownerOf(fromOwner, fromResort), ownerOf(toOwner, toResort)];
}

function ownerOf(ownerID: string | undefined, resortID: number | undefined): Owner {
  return { ...(ownerID !== undefined && { ownerID }), ...(resortID !== undefined && { resortID }) };
}

function entrySortKey(at: number, version: number): string {
  return `${entriesFrom(at)}#${String(version).padStart(12, '0')}`;
}

/**
 * Before every entry of that moment (milliseconds since 1970 UTC) and after all of those before it. In 13 digits, which
 * last until 2286, the order of texts is that of time.
 */
export function entriesFrom(at: number): string {
  return `E#${String(Math.min(Math.max(at, 0), 10 ** 13 - 1)).padStart(13, '0')}`;
}

/** Version and time are in the key. The running totals of the month serve statements, author and request an audit. */
export function entryItem({ after, entry }: Extract<Side, { kind: 'guest' }>, { principal, requestId }: Author): Item {
  const { transferID, kind, direction, amount, balance, version, counterparty, reference } = entry;
  return {
    pk: accountKey(after.accountID).pk,
    sk: entrySortKey(after.lastEntryAt, version),
    transferID,
    kind,
    direction,
    amount,
    balance,
    counterparty,
    ...(reference !== undefined && { reference }),
    monthDebits: after.monthDebits,
    monthCredits: after.monthCredits,
    principal,
    requestId,
  };
}

export function entryOf(item: Item): Entry {
  const { transferID, kind, direction, amount, balance, counterparty, reference } = item as Omit<Entry, 'version'>;
  // `E#{13 digits}#{12 digits}`, as entrySortKey makes it.
  const place = String(item['sk']);
  return {
    transferID,
    kind,
    direction,
    amount,
    balance,
    version: Number(place.slice(16)),
    counterparty,
    ...(reference !== undefined && { reference }),
    createdAt: timestamp(Number(place.slice(2, 15))),
  };
}

export function keptEntryOf(item: Item | undefined): KeptEntry | undefined {
  if (!item) return undefined;
  const { monthDebits, monthCredits } = item as KeptEntry;
  return { entry: entryOf(item), place: String(item['sk']), monthDebits, monthCredits };
}
