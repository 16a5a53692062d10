import { each } from '../scenario.ts';

const money = ['createDeposit', 'createWithdrawal'];
const writing = ['openAccount', ...money];

/** Every fault of the ledger, at every place where it can strike, and every answer that there is. */
export const ledgerMustMeet: readonly string[] = [
  ...each(
    [
      'client: request lost',
      'client: answer lost',
      'client: sent twice',
      'function: killed before sending',
      'function: killed after sending',
      'function: frozen before sending',
      'function: frozen after sending',
      'function: killed before answering',
      'write: throttled',
      'write: lost',
      'write: applied, answer lost',
      'write: applied late',
      'transaction: conflict',
      'transaction: throttled',
      'transaction: torn',
      'read: refused',
    ],
    writing,
  ),
  ...each(
    ['read: batch torn', 'client: gives up', 'client: key with another body', 'client: key of somebody else'],
    money,
  ),
  // One action alone is a refusal, and only withdrawals are refused.
  ...each(['write: sent again by the SDK', 'write: sent again late'], ['createWithdrawal']),
  ...each(['expiry: days late'], ['idempotency']),
  ...each(['function: clock wrong'], ['start']),
  'a write landed late',
  'two writes met on an item',
  'a transaction lost to another',
  ...writing.flatMap((operation) => [201, '201 again', 502, 503].map((status) => `${operation} answered ${status}`)),
  ...money.map((operation) => `${operation} answered 422`),
  ...[409, '409 again'].map((status) => `createWithdrawal answered ${status}`),
];
