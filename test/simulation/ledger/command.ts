import { type Principal, type Scope, scopes } from '#platform/call.ts';
import type { HttpResponse } from '#platform/http.ts';
import type { Request } from '../cloud/gateway.ts';

/** Something that a client wants done once: its key is its own, and all of its requests are alike. */
export interface Command {
  /** Names it, and is in its body, so that whatever comes of it can be traced back. */
  readonly name: string;
  readonly operation: 'openAccount' | 'createDeposit' | 'createWithdrawal' | Other;
  readonly principal: Principal;
  readonly key: string;
  /** The account that it is about; empty where it opens one. */
  readonly accountID: string;
  /** What it adds to the balance. */
  readonly change: number;
  /** Where one of the {@link Other} operations is sent, and with what. */
  readonly path?: string;
  readonly body?: object;
}

/** What the books see of these is their entries; no history of an account has them. */
type Other = 'createTransfer' | 'createRefund' | 'createHold' | 'captureHold' | 'releaseHold' | 'closeAccount';

/** Remembered for a day, and new again then. */
export const FORGOTTEN: readonly Command['operation'][] = ['openAccount', 'releaseHold', 'closeAccount'];

const guest: readonly Scope[] = ['accounts:read', 'accounts:write'];

/** Two tellers who may do everything, and two guests who may use what is theirs. */
export const TELLERS = ['teller-1', 'teller-2'].map((sub): Principal => ({ sub, scopes: new Set(scopes) }));
export const GUESTS = ['guest-1', 'guest-2'].map((sub): Principal => ({ sub, scopes: new Set(guest) }));

/** Under this name a ledger may know one effect at most. */
export function onceOf({ principal, operation, key }: Command): string {
  return `${principal.sub}/${operation}/${key}`;
}

export function requestOf(command: Command): Request {
  const { operation, principal, key, accountID, change, name, path = '', body } = command;
  const common = { method: 'POST', principal, headers: { 'idempotency-key': key } };
  switch (operation) {
    case 'openAccount':
      return { ...common, path: '/accounts', body: { currency: 'EUR', name } };
    case 'createDeposit':
      return { ...common, path: `/accounts/${accountID}/deposits`, body: { amount: change, reference: name } };
    case 'createWithdrawal':
      return { ...common, path: `/accounts/${accountID}/withdrawals`, body: { amount: -change, reference: name } };
    case 'createTransfer':
    case 'createRefund':
    case 'createHold':
      return { ...common, path, body: { ...body, reference: name } };
    default:
      return { ...common, path, ...(body && { body }) };
  }
}

/** An answer that stands for ever: done, refused by a rule of business, or not the request that has this key. */
export function isFinal({ status }: HttpResponse): boolean {
  return status === 200 || status === 201 || status === 409 || status === 422;
}
