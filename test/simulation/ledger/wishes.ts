import type { Principal } from '#platform/call.ts';
import type { HttpResponse } from '#platform/http.ts';
import type { Command, Wish } from './command.ts';

/** Every command that the accounts know, as somebody wishes for it. */

/** The house account that guests pay, and for which money is held. */
const HOUSE = 'refunds-EUR';

/** A payment, a capture or a transfer that was made: what can be given back. */
export interface Made {
  readonly transferID: string;
  readonly payer: string;
  /** Absent where it is the house. */
  readonly payee?: string;
  readonly amount: number;
}

/** A hold that was placed. */
export interface Held {
  readonly holdID: string;
  readonly accountID: string;
  readonly amount: number;
  /** In milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export function open(principal: Principal): Wish {
  return {
    operation: 'openAccount',
    principal,
    path: '/accounts',
    body: { currency: 'EUR' },
    accountID: '',
    change: 0,
  };
}

export function deposit(principal: Principal, accountID: string, amount: number): Wish {
  const path = `/accounts/${accountID}/deposits`;
  return { operation: 'createDeposit', principal, path, body: { amount }, accountID, change: amount };
}

export function withdraw(principal: Principal, accountID: string, amount: number): Wish {
  const path = `/accounts/${accountID}/withdrawals`;
  return { operation: 'createWithdrawal', principal, path, body: { amount }, accountID, change: -amount };
}

export function pay(principal: Principal, from: string, amount: number): Wish {
  const body = { from, to: HOUSE, amount };
  return { operation: 'createTransfer', principal, path: '/transfers', body, accountID: from, change: -amount };
}

export function transfer(principal: Principal, [from, to]: readonly [string, string], amount: number): Wish {
  const body = { from, to, amount };
  return {
    operation: 'createTransfer',
    principal,
    path: '/transfers',
    body,
    accountID: from,
    change: -amount,
    other: to,
  };
}

/** Without an amount, what is left. */
export function refund(principal: Principal, { transferID, payer, payee, ...made }: Made, amount?: number): Wish {
  const asked = amount ?? made.amount;
  return {
    operation: 'createRefund',
    principal,
    path: `/transfers/${transferID}/refunds`,
    body: { ...(amount !== undefined && { amount }) },
    ...(payee === undefined ? { accountID: payer, change: asked } : { accountID: payee, change: -asked, other: payer }),
    isRest: amount === undefined,
    refundOf: transferID,
  };
}

export function hold(principal: Principal, accountID: string, { amount, seconds }: Reserved): Wish {
  const body = { to: HOUSE, amount, expiresInSeconds: seconds };
  return { operation: 'createHold', principal, path: `/accounts/${accountID}/holds`, body, accountID, change: 0 };
}

interface Reserved {
  readonly amount: number;
  readonly seconds: number;
}

/** Without an amount, all of it. */
export function capture(principal: Principal, { accountID, holdID, ...held }: Held, amount?: number): Wish {
  return {
    operation: 'captureHold',
    principal,
    path: `/accounts/${accountID}/holds/${holdID}/capture`,
    body: { ...(amount !== undefined && { amount }) },
    accountID,
    change: -(amount ?? held.amount),
    holdID,
  };
}

export function release(principal: Principal, { accountID, holdID }: Held): Wish {
  const path = `/accounts/${accountID}/holds/${holdID}/release`;
  return { operation: 'releaseHold', principal, path, accountID, change: 0, holdID };
}

export function close(principal: Principal, accountID: string): Wish {
  return { operation: 'closeAccount', principal, path: `/accounts/${accountID}/close`, accountID, change: 0 };
}

/** What an answer has made that can be given back. */
export function madeBy({ operation, accountID, other }: Command, response: HttpResponse | undefined): Made[] {
  if (response?.status !== 201 || (operation !== 'createTransfer' && operation !== 'captureHold')) return [];
  const { transferID, amount } = JSON.parse(response.body);
  return [{ transferID, amount, payer: accountID, ...(other !== undefined && { payee: other }) }];
}

/** What an answer has held. */
export function heldBy({ operation, accountID }: Command, response: HttpResponse | undefined): Held[] {
  if (response?.status !== 201 || operation !== 'createHold') return [];
  const { holdID, amount, expiresAt } = JSON.parse(response.body);
  return [{ holdID, accountID, amount, expiresAt: Date.parse(expiresAt) }];
}
