import type { Account, Entry, GuestAccount, Hold, HouseAccount, MadeTransfer, Transfer } from './domain.ts';

/** What commands decide, and what comes of it. */

/** A side of a movement: of the house, what a transfer tells of it is enough. */
export type Party = GuestAccount | House;
export type House = Pick<HouseAccount, 'accountID' | 'kind' | 'currency' | 'ownerID' | 'resortID' | 'status'>;

/** What a command wants to move, of accounts as they were read. */
export interface Movement extends Pick<Transfer, 'kind' | 'amount' | 'currency' | 'reference'> {
  readonly from: Party;
  readonly to: Party;
  /** Open, and no longer among those of `from`. */
  readonly captures?: Hold;
  /** The transfer that it gives back, whole or in part. */
  readonly refunds?: MadeTransfer;
}

/** A command's decision, of which nothing has happened yet. */
export type Decision<C extends Change = Change> =
  | { readonly kind: 'change'; readonly change: C }
  | { readonly kind: 'refuse'; readonly code: RefusalCode }
  | NotFound;

export function refuse(code: RefusalCode): Decision<never> {
  return { kind: 'refuse', code };
}

/** There is nothing that this principal may know of. */
export interface NotFound {
  readonly kind: 'not-found';
}

export type RefusalCode =
  | 'account_closed'
  | 'balance_not_zero'
  | 'currency_mismatch'
  | 'hold_expired'
  | 'hold_not_open'
  | 'house_account'
  | 'insufficient_funds'
  | 'limit_exceeded'
  | 'refund_exceeds_transfer';

/** What a command changes, all of it or nothing. */
export type Change = Opening | Posting | Placing | Releasing | Closing;

export interface Opening {
  readonly kind: 'opening';
  readonly account: Account;
}

/** A movement as it is written: the transfer, and each side of it. The two sides of one currency sum to zero. */
export interface Posting {
  readonly kind: 'posting';
  readonly transfer: Transfer;
  readonly sides: readonly [Side, Side];
  readonly captures?: Hold;
  readonly refunds?: MadeTransfer;
}

/** A hold that is made. */
export interface Placing {
  readonly kind: 'placing';
  readonly hold: Hold;
  readonly account: Revised;
}

/** A hold that was open, and is given up. */
export interface Releasing {
  readonly kind: 'releasing';
  readonly hold: Hold;
  readonly account: Revised;
}

export type Side =
  | ({ readonly kind: 'guest'; readonly entry: Entry } & Revised)
  | { readonly kind: 'house'; readonly account: House; readonly direction: Entry['direction'] };

/** An account that takes no more commands. */
export interface Closing {
  readonly kind: 'closing';
  readonly account: Revised;
}

/** A guest's account as it was seen, and as it becomes. */
export interface Revised {
  readonly before: GuestAccount;
  readonly after: GuestAccount;
}

/** Which command decides, and when: its id names what it makes; `now` is milliseconds since 1970 UTC. */
export interface Occasion {
  readonly id: string;
  readonly now: number;
}
