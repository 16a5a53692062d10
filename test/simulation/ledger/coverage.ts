import type { Fault } from '../engine/faults.ts';
import { each } from '../scenario.ts';

const others = ['createTransfer', 'createRefund', 'createHold', 'captureHold'];
const money = ['createDeposit', 'createWithdrawal', ...others];
const forgotten = ['openAccount', 'releaseHold', 'closeAccount'];
const keyed = [...money, ...forgotten];
const writing = [...keyed, 'putAddress'];
const reading = ['getAccount', 'listHolds', 'getHold', 'getStatement', 'getAddress'];
const refused = ['createWithdrawal', ...others, 'releaseHold', 'closeAccount', 'putAddress'];

const wire: readonly Fault[] = ['client: request lost', 'client: answer lost'];
const process: readonly Fault[] = [
  'function: killed before sending',
  'function: killed after sending',
  'function: frozen before sending',
  'function: frozen after sending',
  'function: killed before answering',
];

/** Every fault of the ledger, at every place where it can strike, and every answer that there is. */
export const ledgerMustMeet: readonly string[] = [
  ...each([...wire, ...process, 'client: sent twice', 'read: refused'], [...writing, ...reading]),
  ...each(['write: throttled', 'write: lost', 'write: applied, answer lost', 'write: applied late'], writing),
  ...each(['transaction: conflict', 'transaction: throttled', 'transaction: torn'], keyed),
  ...each(['read: batch torn'], [...money, 'releaseHold', 'closeAccount', 'putAddress', 'getAddress']),
  ...each(['client: gives up', 'client: key of somebody else'], [...money, 'releaseHold', 'closeAccount']),
  ...each(['client: key with another body'], money),
  // One action alone: a refusal, or an address.
  ...each(['write: sent again by the SDK', 'write: sent again late'], refused),
  ...each(['expiry: days late'], ['idempotency']),
  ...each(['function: clock wrong'], ['start']),
  ...each(['function: two builds at once'], ['deploy']),
  'a record of the next build was met by an older one',
  'a transfer of the previous build was given back',
  'a hold was captured in the last second',
  'a write landed late',
  'two writes met on an item',
  'a transaction lost to another',
  ...money.flatMap((operation) => [201, '201 again', 502, 503].map((status) => `${operation} answered ${status}`)),
  ...money.map((operation) => `${operation} answered 422`),
  ...['releaseHold', 'closeAccount'].flatMap((operation) =>
    [200, '200 again', 502, 503].map((status) => `${operation} answered ${status}`),
  ),
  ...[
    'createWithdrawal: insufficient_funds',
    'createWithdrawal: account_closed',
    'createTransfer: insufficient_funds',
    'createTransfer: account_closed',
    'createRefund: refund_exceeds_transfer',
    'createRefund: insufficient_funds',
    'createHold: insufficient_funds',
    'createHold: account_closed',
    'captureHold: hold_expired',
    'captureHold: hold_not_open',
    'captureHold: insufficient_funds',
    'releaseHold: hold_expired',
    'releaseHold: hold_not_open',
    'closeAccount: account_closed',
    'closeAccount: balance_not_zero',
  ].flatMap((refusal) => [refusal, `${refusal} again`]),
];
