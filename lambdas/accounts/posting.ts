import type { Decision, Entry, GuestAccount, Movement, Occasion, Party, Posting, Side, Transfer } from './domain.ts';
import { TOTAL_MAX } from './domain.ts';
import { availableIn } from './holds.ts';

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

function refuse(code: Extract<Decision, { kind: 'refuse' }>['code']): Decision<never> {
  return { kind: 'refuse', code };
}

/** What a movement becomes: one transfer, and an entry in each guest account that it touches. */
function post(
  { from, to, ...moved }: Movement,
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
    createdAt: new Date(at).toISOString(),
  };
  return {
    kind: 'posting',
    transfer,
    sides: [sideOf(from, { direction: 'debit', at, transfer }), sideOf(to, { direction: 'credit', at, transfer })],
  };
}

interface Posted {
  readonly direction: Entry['direction'];
  readonly at: number;
  readonly transfer: Transfer;
}

function sideOf(account: Party, { direction, at, transfer }: Posted): Side {
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

/** Time follows the entries: a clock that was set back puts none before those of either side that it builds on. */
function timeOf({ from, to }: Movement, now: number): number {
  return Math.max(now, ...[from, to].map((account) => (account.kind === 'guest' ? account.lastEntryAt : now)));
}

/** What the month (UTC) has seen so far, at a moment that is never before the last entry. */
function monthOf(account: GuestAccount, at: number): Pick<GuestAccount, 'monthDebits' | 'monthCredits'> {
  const [last, next] = [new Date(account.lastEntryAt), new Date(at)];
  const isSame = last.getUTCMonth() === next.getUTCMonth() && last.getUTCFullYear() === next.getUTCFullYear();
  return isSame ? account : { monthDebits: 0, monthCredits: 0 };
}
