import { timestamp } from '#platform/timestamp.ts';
import {
  type Decision,
  type House,
  type Movement,
  type Occasion,
  type Party,
  type Posting,
  refuse,
  type Side,
} from './domain.changes.ts';
import {
  type Account,
  type Entry,
  type GuestAccount,
  type Hold,
  type MadeTransfer,
  type Owner,
  TOTAL_MAX,
  type Transfer,
} from './domain.ts';
import { availableIn, faultOf, withoutHold } from './holds.ts';

/** A movement that its accounts allow now, or the refusal of the first one that does not. */
export function decideToMove(movement: Movement, occasion: Occasion): Decision<Posting> {
  const { from, to, amount, currency } = movement;
  if (from.currency !== currency || to.currency !== currency) return refuse('currency_mismatch');
  if (from.status === 'closed' || to.status === 'closed') return refuse('account_closed');
  if (from.kind === 'guest' && availableIn(from) < amount) return refuse('insufficient_funds');
  const at = timeOf(movement, occasion.now);
  const totals = [
    from.kind === 'guest' ? monthOf(from, at).monthDebits : 0,
    ...(to.kind === 'guest' ? [to.balance, monthOf(to, at).monthCredits] : []),
  ];
  if (totals.some((total) => total > TOTAL_MAX - amount)) return refuse('limit_exceeded');
  return { kind: 'change', change: post(movement, { transferID: occasion.id, at }) };
}

/** Takes all of a hold, or a part of it and gives up the rest. The account is without what has expired. */
export function decideToCapture({ hold, account, amount = hold.amount }: Capture, at: Occasion): Decision<Posting> {
  const fault = faultOf(hold, account, at.now);
  if (fault) return refuse(fault);
  if (amount > hold.amount) return refuse('insufficient_funds');
  const { currency, reference } = hold;
  const [from, to] = [withoutHold(account, hold), houseOf(hold.to, { currency, owner: hold.owners[1] })];
  return decideToMove({ kind: 'capture', from, to, amount, currency, reference, captures: hold }, at);
}

interface Capture {
  readonly hold: Hold;
  readonly account: GuestAccount;
  readonly amount?: number | undefined;
}

/** Which accounts a refund must see: those of guests, whom the money goes back to and perhaps comes from. */
export function guestsIn({ kind, from, to }: Transfer): string[] {
  if (kind === 'transfer') return [from, to];
  return isRefundable(kind) ? [from] : [];
}

/** Gives back what is left of a transfer, or a part of it, from where it went. */
export function decideToRefund({ of, accounts, amount, reference }: Refund, occasion: Occasion): Decision<Posting> {
  const { kind, currency } = of.transfer;
  const left = isRefundable(kind) ? of.transfer.amount - of.refunded : 0;
  if (left < (amount ?? 1)) return refuse('refund_exceeds_transfer');
  const [payer, payee] = accounts;
  const from = kind === 'transfer' ? payee : houseOf(of.transfer.to, { currency, owner: of.owners[1] });
  if (!payer || !from) throw new Error('An account that has moved money is gone.');
  const moved = { kind: 'refund', amount: amount ?? left, currency, reference } as const;
  return decideToMove({ ...moved, from, to: payer, refunds: of }, occasion);
}

interface Refund {
  readonly of: MadeTransfer;
  /** Those that {@link guestsIn} names. */
  readonly accounts: readonly (Account | undefined)[];
  readonly amount?: number | undefined;
  readonly reference?: string | undefined;
}

/** Cash in and out is given back by its opposite, and a refund not at all. */
function isRefundable(kind: Transfer['kind']): boolean {
  return kind === 'payment' || kind === 'transfer' || kind === 'capture';
}

/** A house account as what was written down of it tells. None is ever closed. */
function houseOf(accountID: string, { currency, owner }: { currency: string; owner: Owner }): House {
  return { ...owner, accountID, kind: 'house', currency, status: 'open' };
}

/** What a movement becomes: one transfer, and an entry in each guest account that it touches. */
function post(
  { from, to, captures, refunds, ...moved }: Movement,
  { transferID, at }: { readonly transferID: string; readonly at: number },
): Posting {
  const transfer: Transfer = {
    transferID,
    kind: moved.kind,
    from: from.accountID,
    to: to.accountID,
    amount: moved.amount,
    currency: moved.currency,
    ...(moved.reference !== undefined && { reference: moved.reference }),
    createdAt: timestamp(at),
    ...(captures && { holdID: captures.holdID }),
    ...(refunds && { refundOf: refunds.transfer.transferID }),
  };
  return {
    kind: 'posting',
    transfer,
    sides: [sideOf(from, { direction: 'debit', at, transfer }), sideOf(to, { direction: 'credit', at, transfer })],
    ...(captures && { captures }),
    ...(refunds && { refunds }),
  };
}

interface Posted {
  readonly direction: Entry['direction'];
  readonly at: number;
  readonly transfer: Transfer;
}

function sideOf(account: Party, { direction, at, transfer }: Posted): Side {
  if (account.kind === 'house') return { kind: 'house', account, direction };
  const { transferID, kind, from, to, amount, reference, createdAt } = transfer;
  const [debit, credit] = direction === 'debit' ? [amount, 0] : [0, amount];
  const { monthDebits, monthCredits } = monthOf(account, at);
  const after: GuestAccount = {
    ...account,
    balance: account.balance + credit - debit,
    version: account.version + 1,
    revision: account.revision + 1,
    lastEntryAt: at,
    monthDebits: monthDebits + debit,
    monthCredits: monthCredits + credit,
  };
  const { balance, version } = after;
  const counterparty = direction === 'debit' ? to : from;
  const entry = { transferID, kind, direction, amount, balance, version, counterparty, createdAt };
  return { kind: 'guest', before: account, after, entry: { ...entry, ...(reference !== undefined && { reference }) } };
}

/** Time follows the entries: a clock that was set back puts none before those of either side that it builds on. */
function timeOf({ from, to }: Movement, now: number): number {
  return Math.max(now, ...[from, to].map((account) => (account.kind === 'guest' ? account.lastEntryAt : now)));
}

/** What the month (UTC) has seen so far, at a moment that is never before the last entry. */
function monthOf(account: GuestAccount, at: number): Pick<GuestAccount, 'monthDebits' | 'monthCredits'> {
  return isSameMonth(account.lastEntryAt, at) ? account : { monthDebits: 0, monthCredits: 0 };
}

function isSameMonth(a: number, b: number): boolean {
  return timestamp(a).startsWith(timestamp(b).slice(0, 'YYYY-MM'.length));
}
