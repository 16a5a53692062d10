import {
  type Account,
  type Decision,
  type Entry,
  type GuestAccount,
  type Movement,
  type Posting,
  type Side,
  TOTAL_MAX,
  type Transfer,
} from './domain.ts';

/** A movement that its accounts allow now, or the refusal of the first one that does not. */
export function decideToMove(movement: Movement, now: number): Decision {
  const { from, to, amount } = movement;
  if (from.status === 'closed' || to.status === 'closed') return { kind: 'refuse', code: 'account_closed' };
  if (from.kind === 'guest' && from.balance < amount) return { kind: 'refuse', code: 'insufficient_funds' };
  const totals = [
    from.kind === 'guest' ? monthOf(from, now).monthDebits : 0,
    ...(to.kind === 'guest' ? [to.balance, monthOf(to, now).monthCredits] : []),
  ];
  if (totals.some((total) => total > TOTAL_MAX - amount)) return { kind: 'refuse', code: 'limit_exceeded' };
  return { kind: 'move', movement };
}

/** What a movement becomes: one transfer, and an entry in each guest account that it touches. */
export function post(
  { from, to, ...moved }: Movement,
  { transferID, now }: { readonly transferID: string; readonly now: number },
): Posting {
  const at = Math.max(...[from, to].map((account) => (account.kind === 'guest' ? entryTimeOf(account, now) : now)));
  const transfer: Transfer = {
    transferID,
    kind: moved.kind,
    from: from.accountID,
    to: to.accountID,
    amount: moved.amount,
    currency: moved.currency,
    ...(moved.reference !== undefined && { reference: moved.reference }),
    createdAt: new Date(at).toISOString(),
  };
  return {
    transfer,
    sides: [sideOf(from, { direction: 'debit', at, transfer }), sideOf(to, { direction: 'credit', at, transfer })],
  };
}

interface Posted {
  readonly direction: Entry['direction'];
  readonly at: number;
  readonly transfer: Transfer;
}

function sideOf(account: Account, { direction, at, transfer }: Posted): Side {
  if (account.kind === 'house') return { kind: 'house', account, direction };
  const { from, to, currency: _, ...moved } = transfer;
  const [debit, credit] = direction === 'debit' ? [moved.amount, 0] : [0, moved.amount];
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
  const entry = { ...moved, direction, balance, version, counterparty: direction === 'debit' ? to : from };
  return { kind: 'guest', before: account, after, entry };
}

/** Time follows the entries: a clock that was set back puts no entry before those that it builds on. */
function entryTimeOf({ lastEntryAt }: GuestAccount, now: number): number {
  return Math.max(now, lastEntryAt);
}

/** What the month (UTC) has seen so far, at a moment that is never before the last entry. */
function monthOf(account: GuestAccount, now: number): Pick<GuestAccount, 'monthDebits' | 'monthCredits'> {
  const [last, next] = [account.lastEntryAt, entryTimeOf(account, now)].map((at) => new Date(at));
  const isSame = last?.getUTCMonth() === next?.getUTCMonth() && last?.getUTCFullYear() === next?.getUTCFullYear();
  return isSame ? account : { monthDebits: 0, monthCredits: 0 };
}
