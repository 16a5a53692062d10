import * as z from 'zod';

/** What one transfer moves, in the currency's minor unit (cents): 1 to 10^12. */
export const Amount = z.int().min(1).max(1_000_000_000_000).meta({ id: 'Amount', description: 'In minor units.' });
/** No balance and no total goes beyond what every JSON parser reads exactly: 2^53 − 1. */
export const TOTAL_MAX = Number.MAX_SAFE_INTEGER;

/** No control characters, which Unicode calls Cc: spelled out, because not every client's language knows `\p{Cc}`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is there to refuse them.
const PRINTABLE = /^[^\x00-\x1f\x7f-\x9f]*$/;

/** A text of the client's: bounded in bytes, because an item pays for them, and printable on one line. */
function text(bytesMax: number) {
  return z
    .string()
    .min(1)
    .max(bytesMax)
    .regex(PRINTABLE, 'must not hold control characters')
    .refine((value) => Buffer.byteLength(value) <= bytesMax, `must be at most ${bytesMax} bytes of UTF-8`);
}

export const Reference = text(140);
export const AccountName = text(100);

/** Where a guest gets mail. At most 650 bytes or so. */
export const Address = z.strictObject({
  recipient: text(100),
  lines: z.array(text(100)).min(1).max(3).meta({ description: 'Street and number, and what else it takes.' }),
  postalCode: text(16).optional(),
  city: text(100),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1)'),
});
export type Address = z.output<typeof Address>;

/** Random for accounts that are opened; by name for the two house accounts that each currency has from the start. */
export const AccountID = z
  .string()
  .regex(/^(?:[a-z2-7]{26}|(?:cash|refunds)-[A-Z]{3})$/, 'must be the id of an account');
/** A hash of who moved what under which key. */
export const TransferID = z.string().regex(/^[a-z2-7]{26}$/, 'must be the id of a transfer');

/** Likewise, of who held what. */
export const HoldID = z.string().regex(/^[a-z2-7]{26}$/, 'must be the id of a hold');

interface AnyAccount {
  readonly accountID: string;
  readonly currency: string;
  readonly name?: string;
  readonly ownerID?: string;
  /** Tills of this resort may use it; without one, no till that is bound to resorts may. */
  readonly resortID?: number;
  readonly status: 'open' | 'closed';
  /** RFC 3339. */
  readonly openedAt: string;
}

/** A guest's money: one item, whose every change is an entry. */
export interface GuestAccount extends AnyAccount {
  readonly kind: 'guest';
  readonly balance: number;
  /** Counts the entries, without a gap. */
  readonly version: number;
  /** Counts every change of the item: who writes says which one it has seen. */
  readonly revision: number;
  /** Milliseconds since 1970 UTC; 0 before the first entry. */
  readonly lastEntryAt: number;
  /** Totals of the entries in the month (UTC) of the last one. */
  readonly monthDebits: number;
  readonly monthCredits: number;
  /** By the hold's id. What is past its time no longer counts, and is gone after the next change. */
  readonly holds: Readonly<Record<string, HeldAmount>>;
}

/** A part of the balance that is kept for a house account. */
export interface HeldAmount {
  readonly amount: number;
  /** Milliseconds since 1970 UTC: from this moment on it is not held. */
  readonly expiresAt: number;
  readonly to: string;
}

/** The group's own side of a payment. Everybody pays into a few of these, so the balance is the sum of many shards. */
export interface HouseAccount extends AnyAccount {
  readonly kind: 'house';
}

/** What became of it is written with it, for ever; while it is open, it counts in its account as well. */
export interface Hold extends HeldAmount {
  readonly holdID: string;
  readonly accountID: string;
  readonly currency: string;
  readonly reference?: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly state: 'open' | 'captured' | 'released';
  /** How much of it was taken; what was left is the guest's again. */
  readonly captured: number;
  /** RFC 3339, as its capture says. */
  readonly capturedAt?: string;
  /** Whose the account is, and the one that it is held for. */
  readonly owners: readonly [Owner, Owner];
}

export type Account = GuestAccount | HouseAccount;

/** Where deposits come from and withdrawals go. */
export function cashAccountOf(currency: string): HouseAccount {
  return builtIn(`cash-${currency}`, currency);
}

/** The house accounts of a currency that exist without having been opened. */
export function builtInAccount(accountID: string, isCurrency: (code: string) => boolean): HouseAccount | undefined {
  const currency = /^(?:cash|refunds)-([A-Z]{3})$/.exec(accountID)?.[1];
  return currency !== undefined && isCurrency(currency) ? builtIn(accountID, currency) : undefined;
}

function builtIn(accountID: string, currency: string): HouseAccount {
  return { accountID, kind: 'house', currency, status: 'open', openedAt: '1970-01-01T00:00:00.000Z' };
}

/** Who may see and use an account: its owner, the tills of its resort, and staff. To everybody else it does not exist. */
export function mayReach({ sub, scopes, resorts }: Reaching, { ownerID, resortID }: Owner): boolean {
  if (scopes.has('accounts:all') || ownerID === sub) return true;
  return resortID !== undefined && resorts?.includes(resortID) === true;
}

interface Reaching {
  readonly sub: string;
  readonly scopes: ReadonlySet<string>;
  readonly resorts?: readonly number[];
}

/** Whose an account is. */
export type Owner = Pick<AnyAccount, 'ownerID' | 'resortID'>;

export const transferKinds = ['deposit', 'withdrawal', 'payment', 'transfer', 'capture', 'refund'] as const;

/** One amount from one account to another, for ever. */
export interface Transfer {
  readonly transferID: string;
  readonly kind: (typeof transferKinds)[number];
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference?: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Of a capture: what it was taken from. */
  readonly holdID?: string;
  /** Of a refund: the transfer whose money it gives back. */
  readonly refundOf?: string;
}

/** A transfer as it is kept. */
export interface MadeTransfer {
  readonly transfer: Transfer;
  /** How much of it was given back so far. */
  readonly refunded: number;
  /** Whose `from` and `to` are. */
  readonly owners: readonly [Owner, Owner];
}

/** What a transfer did to one guest account. */
export interface Entry extends Pick<Transfer, 'transferID' | 'kind' | 'amount' | 'reference' | 'createdAt'> {
  readonly direction: 'debit' | 'credit';
  /** Of the account after this entry. */
  readonly balance: number;
  readonly version: number;
  /** The account on the other side. */
  readonly counterparty: string;
}

/** An entry with what a statement needs of it. */
export interface KeptEntry {
  readonly entry: Entry;
  /** Where it stands among the entries of its account: the order of these texts is theirs. */
  readonly place: string;
  /** Totals of its month (UTC), up to this entry and with it. */
  readonly monthDebits: number;
  readonly monthCredits: number;
}
