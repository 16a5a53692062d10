import type { Defect } from '../defect.ts';
import { CHANGES, POSTING } from './files.ts';

const LOCKED = "refunded === 0 ? 'attribute_not_exists(#refunded) OR #refunded = :seen' : '#refunded = :seen'";

/** Mistakes in giving back, in moving between guests, and in closing. */
export const refundDefects: readonly Defect[] = [
  {
    name: 'refunded-at-least',
    story: 'What was given back only grows, so it is at least what was seen: two tills at once give it back twice.',
    file: CHANGES,
    edits: [[LOCKED, "'attribute_not_exists(#refunded) OR #refunded >= :seen'"]],
    caughtBy: { invariant: 'I22', scenario: 'ledger', seed: 158 },
  },
  {
    name: 'refund-not-counted',
    story: 'The refund names what it gives back, which is enough: the next one does not look for it.',
    file: CHANGES,
    edits: [['...(refunds ? [raiseRefunded(refunds, transfer.amount)] : []),', '']],
    caughtBy: { invariant: 'I22', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'refund-counts-itself-only',
    story: 'The transfer remembers the last refund, and forgets those before.',
    file: CHANGES,
    edits: [["':refunded': refunded + amount", "':refunded': amount"]],
    caughtBy: { invariant: 'I22', scenario: 'ledger', seed: 35 },
  },
  {
    name: 'whole-after-a-part',
    story: 'Without an amount all of it is given back: also after a part of it was.',
    file: POSTING,
    edits: [['? of.transfer.amount - of.refunded : 0', '? of.transfer.amount : 0']],
    caughtBy: { invariant: 'I22', scenario: 'ledger', seed: 7 },
  },
  {
    name: 'refund-taken-again',
    story: 'A refund is the transfer once more, with its sides as they were.',
    file: POSTING,
    edits: [['{ ...moved, from, to: payer, refunds: of }', '{ ...moved, from: payer, to: from, refunds: of }']],
    caughtBy: { invariant: 'I23', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'refund-of-the-asked-part',
    story: 'What is asked for is checked, and what is left is given.',
    file: POSTING,
    edits: [['amount: amount ?? left,', 'amount: left,']],
    caughtBy: { invariant: 'I23', scenario: 'ledger', seed: 7 },
  },
  {
    name: 'payee-forgotten',
    story: 'The payer has paid, and the other guest will see it: nobody wrote it there.',
    file: CHANGES,
    edits: [
      [
        '...sides.flatMap((side) =>',
        "...sides.filter(({ kind }, n) => n === 0 || kind === 'house' || sides[0].kind === 'house').flatMap((side) =>",
      ],
    ],
    caughtBy: { invariant: 'I23', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'closed-with-money',
    story: 'Whoever closes an account knows what is in it.',
    file: 'lambdas/accounts/close-account.ts',
    edits: [["if (before.balance !== 0) return refuse('balance_not_zero');", '']],
    caughtBy: { invariant: 'I24', scenario: 'ledger', seed: 16 },
  },
  {
    name: 'closed-and-paid',
    story: 'Only who pays must be open: money goes to a guest who has left.',
    file: POSTING,
    edits: [["if (from.status === 'closed' || to.status === 'closed')", "if (from.status === 'closed')"]],
    caughtBy: { invariant: 'I24', scenario: 'ledger', seed: 2 },
  },
  {
    name: 'closed-and-closed-again',
    story: 'Closing is idempotent by nature, so whoever closes a closed account is thanked.',
    file: 'lambdas/accounts/close-account.ts',
    edits: [["if (before.status === 'closed') return refuse('account_closed');", '']],
    caughtBy: { invariant: 'I24', scenario: 'ledger', seed: 2 },
  },
];
