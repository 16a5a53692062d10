/** What the accounts promise, as plainly as it can be said: no items, no transactions, no conditions. */
export interface BankModel {
  now: number;
  readonly guests: readonly GuestModel[];
  readonly houses: number[];
  readonly transfers: TransferModel[];
  readonly holds: HoldModel[];
}

interface GuestModel {
  balance: number;
  version: number;
  isClosed: boolean;
}

interface TransferModel {
  readonly kind: 'cash' | 'payment' | 'transfer' | 'refund';
  readonly from: Place;
  readonly to: Place;
  readonly amount: number;
  refunded: number;
}

interface HoldModel {
  readonly guest: number;
  readonly house: number;
  readonly amount: number;
  readonly expiresAt: number;
  state: 'open' | 'captured' | 'released';
}

/** A guest or a house account, by its number. */
export type Place = readonly ['guest' | 'house', number];

/** Done, or the code of the refusal. */
export type Verdict = 'done' | string;

export function bankModel(guests: number, houses: number, now: number): BankModel {
  return {
    now,
    guests: Array.from({ length: guests }, () => ({ balance: 0, version: 0, isClosed: false })),
    houses: Array.from({ length: houses }, () => 0),
    transfers: [],
    holds: [],
  };
}

export function heldOf({ holds, now }: BankModel, guest: number): number {
  const live = holds.filter((hold) => hold.guest === guest && hold.state === 'open' && hold.expiresAt > now);
  return live.reduce((sum, { amount }) => sum + amount, 0);
}

export function move(model: BankModel, kind: TransferModel['kind'], way: Movement): Verdict {
  const { from, to, amount, mayTouch = 0 } = way;
  const [payer, payee] = [from, to].map(([side, n]) => (side === 'guest' ? model.guests[n] : undefined));
  if (payer?.isClosed || payee?.isClosed) return 'account_closed';
  if (payer && payer.balance - heldOf(model, from[1]) + mayTouch < amount) return 'insufficient_funds';

  for (const [[side, n], change] of [[from, -amount] as const, [to, amount] as const]) {
    const guest = model.guests[n];
    if (side === 'house') model.houses[n] = (model.houses[n] ?? 0) + change;
    else if (guest) Object.assign(guest, { balance: guest.balance + change, version: guest.version + 1 });
  }
  model.transfers.push({ kind, from, to, amount, refunded: 0 });
  return 'done';
}

interface Movement {
  readonly from: Place;
  readonly to: Place;
  readonly amount: number;
  /** Of what is held. */
  readonly mayTouch?: number;
}

export function hold(model: BankModel, { guest, house, amount, seconds }: Wanted): Verdict {
  const account = model.guests[guest];
  if (!account || account.isClosed) return 'account_closed';
  if (account.balance - heldOf(model, guest) < amount) return 'insufficient_funds';
  if (model.holds.filter((each) => each.guest === guest && isLive(model, each)).length >= 20) return 'limit_exceeded';
  model.holds.push({ guest, house, amount, expiresAt: model.now + seconds * 1_000, state: 'open' });
  return 'done';
}

interface Wanted {
  readonly guest: number;
  readonly house: number;
  readonly amount: number;
  readonly seconds: number;
}

export function capture(model: BankModel, held: HoldModel, amount = held.amount): Verdict {
  const fault = faultOf(model, held);
  if (fault) return fault;
  if (amount > held.amount) return 'insufficient_funds';
  const { guest, house, amount: mayTouch } = held;
  move(model, 'payment', { from: ['guest', guest], to: ['house', house], amount, mayTouch });
  held.state = 'captured';
  return 'done';
}

export function release(model: BankModel, held: HoldModel): Verdict {
  const fault = faultOf(model, held);
  if (!fault) held.state = 'released';
  return fault ?? 'done';
}

export function refund(model: BankModel, of: TransferModel, wanted?: number): Verdict {
  const left = of.kind === 'payment' || of.kind === 'transfer' ? of.amount - of.refunded : 0;
  const amount = wanted ?? left;
  if (amount < 1 || amount > left) return 'refund_exceeds_transfer';
  const verdict = move(model, 'refund', { from: of.to, to: of.from, amount });
  if (verdict === 'done') of.refunded += amount;
  return verdict;
}

export function close(model: BankModel, guest: number): Verdict {
  const account = model.guests[guest];
  if (!account || account.isClosed) return 'account_closed';
  if (account.balance > 0) return 'balance_not_zero';
  account.isClosed = true;
  return 'done';
}

function faultOf(model: BankModel, held: HoldModel): Verdict | undefined {
  if (held.state !== 'open') return 'hold_not_open';
  return isLive(model, held) ? undefined : 'hold_expired';
}

function isLive({ now }: BankModel, { state, expiresAt }: HoldModel): boolean {
  return state === 'open' && expiresAt > now;
}
