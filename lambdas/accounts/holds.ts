import type { Decision, House, Occasion, Placing, RefusalCode, Releasing } from './domain.changes.ts';
import { refuse } from './domain.changes.ts';
import type { GuestAccount, Hold } from './domain.ts';

/** So many live ones an account: each takes some 90 bytes of its item, which every change of the account writes. */
const HOLDS_MAX = 20;

/** What may be spent: the balance less what is held. */
export function availableIn(account: GuestAccount): number {
  return account.balance - heldIn(account);
}

export function heldIn({ holds }: GuestAccount): number {
  return Object.values(holds).reduce((sum, { amount }) => sum + amount, 0);
}

/** The account as it counts at a moment. What is past its time is not held, though it may still be written there. */
export function withoutExpired(account: GuestAccount, now: number): GuestAccount {
  const holds = Object.entries(account.holds);
  const live = holds.filter(([, { expiresAt }]) => expiresAt > now);
  return live.length === holds.length ? account : { ...account, holds: Object.fromEntries(live) };
}

/** The account without one of its holds, whatever became of it. */
export function withoutHold(account: GuestAccount, { holdID }: Hold): GuestAccount {
  const { [holdID]: _, ...holds } = account.holds;
  return { ...account, holds };
}

export interface Reservation extends Pick<Hold, 'amount' | 'reference'> {
  /** Without what has expired. */
  readonly account: GuestAccount;
  readonly to: House;
  readonly expiresInSeconds: number;
}

export function decideToHold(reservation: Reservation, { id, now }: Occasion): Decision<Placing> {
  const { account, to, amount, reference, expiresInSeconds } = reservation;
  if (account.currency !== to.currency) return refuse('currency_mismatch');
  if (account.status === 'closed') return refuse('account_closed');
  if (availableIn(account) < amount) return refuse('insufficient_funds');
  if (Object.keys(account.holds).length >= HOLDS_MAX) return refuse('limit_exceeded');

  const held = { amount, expiresAt: now + expiresInSeconds * 1_000, to: to.accountID };
  const hold: Hold = {
    ...held,
    holdID: id,
    accountID: account.accountID,
    currency: account.currency,
    ...(reference !== undefined && { reference }),
    createdAt: new Date(now).toISOString(),
    state: 'open',
    captured: 0,
    owners: [account, to],
  };
  const after = { ...account, revision: account.revision + 1, holds: { ...account.holds, [id]: held } };
  return { kind: 'change', change: { kind: 'placing', hold, account: { before: account, after } } };
}

export function decideToRelease(hold: Hold, account: GuestAccount, { now }: Occasion): Decision<Releasing> {
  const fault = faultOf(hold, account, now);
  if (fault) return refuse(fault);
  const after = { ...withoutHold(account, hold), revision: account.revision + 1 };
  return {
    kind: 'change',
    change: { kind: 'releasing', hold: { ...hold, state: 'released' }, account: { before: account, after } },
  };
}

/** Why a hold can no longer be captured or released. While it can, its account has it too. */
export function faultOf(hold: Hold, { holds }: GuestAccount, now: number): RefusalCode | undefined {
  const state = stateOf(hold, now);
  if (state === 'expired') return 'hold_expired';
  return state === 'open' && holds[hold.holdID] ? undefined : 'hold_not_open';
}

/** Nobody writes down that a hold has expired: the clock says it. */
export function stateOf({ state, expiresAt }: Hold, now: number): Hold['state'] | 'expired' {
  return state === 'open' && expiresAt <= now ? 'expired' : state;
}
