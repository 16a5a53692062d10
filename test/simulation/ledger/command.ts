import { type Principal, type Scope, scopes } from '#platform/call.ts';
import type { HttpResponse } from '#platform/http.ts';
import type { Request } from '../cloud/gateway.ts';

/** Something that a client wants done once: its key is its own, and all of its requests are alike. */
export interface Command extends Wish {
  /** Names it, so that whatever comes of it can be traced back: in its request ids, and where there is one, its reference. */
  readonly name: string;
  readonly key: string;
}

/** What somebody wants (wishes.ts has one function for each kind). */
export interface Wish {
  readonly operation: Operation;
  readonly principal: Principal;
  readonly path: string;
  readonly body?: object;
  /** The guest's account that it is about, of which its answer tells; empty where it opens one. */
  readonly accountID: string;
  /** What it adds to that balance. */
  readonly change: number;
  /** The other guest's account, which gets the opposite. */
  readonly other?: string;
  /** All that is left is asked for, which may be less than `change`. */
  readonly isRest?: boolean;
  /** The hold that it captures or releases. */
  readonly holdID?: string;
  /** The transfer that it gives back. */
  readonly refundOf?: string;
}

export type Operation =
  | 'openAccount'
  | 'createDeposit'
  | 'createWithdrawal'
  | 'createTransfer'
  | 'createRefund'
  | 'createHold'
  | 'captureHold'
  | 'releaseHold'
  | 'closeAccount';

/** Remembered for a day, and new again then. */
const FORGOTTEN: readonly Operation[] = ['openAccount', 'releaseHold', 'closeAccount'];

/**
 * For so long at least: 24 hours, less what two clocks can be wrong by, 3 hours slow when the record was written, 3 hours
 * fast when it was read.
 */
export const REMEMBERED_MS = 18 * 3_600_000;

export function isForgotten({ operation }: Command): boolean {
  return FORGOTTEN.includes(operation);
}

const guest: readonly Scope[] = ['accounts:read', 'accounts:write'];

/** Two tellers who may do everything, and two guests who may use what is theirs. */
export const TELLERS = ['teller-1', 'teller-2'].map((sub): Principal => ({ sub, scopes: new Set(scopes) }));
export const GUESTS = ['guest-1', 'guest-2'].map((sub): Principal => ({ sub, scopes: new Set(guest) }));

/** Under this name a ledger may know one effect at most. */
export function onceOf({ principal, operation, key }: Command): string {
  return `${principal.sub}/${operation}/${key}`;
}

/** Each attempt says its own number. */
export function requestOf({ operation, principal, key, path, body, name }: Command, attempt: number): Request {
  const headers = { 'idempotency-key': key, 'x-request-id': `${name}-${attempt}` };
  return { method: 'POST', path, principal, headers, ...bodyOf(operation, name, body) };
}

/** Of the command that a request id of {@link requestOf} belongs to. */
export function nameIn(requestID: string): string {
  return requestID.slice(0, requestID.lastIndexOf('-'));
}

function bodyOf(operation: Operation, name: string, body?: object): Pick<Request, 'body'> {
  switch (operation) {
    case 'openAccount':
      return { body: { ...body, name } };
    case 'releaseHold':
    case 'closeAccount':
      return {};
    case 'captureHold':
      return { body };
    default:
      return { body: { ...body, reference: name } };
  }
}

/** An answer that stands for ever: done, refused by a rule of business, or not the request that has this key. */
export function isFinal({ status }: HttpResponse): boolean {
  return status === 200 || status === 201 || status === 409 || status === 422;
}
