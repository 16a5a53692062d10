import { describe, expect, it } from 'vitest';
import * as holds from './holds.ts';
import type { Invariant } from './invariant.ts';
import * as statements from './statements.ts';
import * as transfers from './transfers.ts';

const hold: holds.KeptHold = {
  holdID: 'h',
  accountID: 'x',
  amount: 40,
  expiresAt: 1_000,
  state: 'open',
  captured: 0,
};
const counted = {
  accountID: 'x',
  held: { h: { amount: 40, expiresAt: 1_000 } },
  holds: [hold],
  clocks: { fastest: 500, slowest: 400 },
};
const payment: transfers.KeptTransfer = { transferID: 't', kind: 'payment', amount: 50, refunded: 30 };
const refund: transfers.KeptTransfer = { transferID: 'u', kind: 'refund', amount: 30, refunded: 0, refundOf: 't' };
const asked = { command: 'c', asked: { x: -50, y: 50 }, isRest: false };

const entries = [
  { at: 1, version: 1, change: 50, balance: 50, command: 'a', transferID: 't' },
  { at: 9, version: 2, change: -20, balance: 30, command: 'b', transferID: 'u' },
];
const told: statements.ToldEntry[] = [
  { transferID: 't', direction: 'credit', amount: 50, balance: 50, version: 1 },
  { transferID: 'u', direction: 'debit', amount: 20, balance: 30, version: 2 },
];
const page: statements.StatementPage = { opening: 0, closing: 30, debits: 20, credits: 50, transactions: told };
const month = { start: 0, end: 100 };

describe('an invariant', () => {
  it.each([
    [holds.heldIsCovered, { accountID: 'x', balance: 40, held: counted.held }],
    [holds.availableIsRest, { balance: 50, available: 10, held: 40 }],
    [holds.holdsCountWhileOpen, counted],
    [holds.holdsCountWhileOpen, { ...counted, held: {}, clocks: { fastest: 1_000, slowest: 900 } }],
    [holds.settledOnce, { before: undefined, after: hold }],
    [holds.settledOnce, { before: hold, after: { ...hold, state: 'captured', captured: 25 } }],
    [holds.toldOfHoldIsSo, { told: { state: 'expired', captured: 0 }, kept: hold, fastest: 1_000 }],
    [transfers.refundsWithinTransfer, { of: payment, refunds: [refund] }],
    [transfers.entryIsAsAsked, { ...asked, entry: { accountID: 'y', change: 50 } }],
    [transfers.entryIsAsAsked, { ...asked, isRest: true, entry: { accountID: 'x', change: -20 } }],
    [transfers.closedForGood, { accountID: 'x', wasClosed: false, isClosed: true, balance: 0 }],
    [statements.statementIsOneMoment, { pages: [page] }],
    [statements.statementIsBook, { pages: [page], book: entries, month }],
    [statements.balanceIsOfItsMoment, { told: { balance: 50, version: 1 }, at: 8, book: entries }],
  ] as [Invariant<unknown>, unknown][])('holds: $0.says', ({ broken }, facts) => {
    expect(broken(facts)).toBeUndefined();
  });

  it.each([
    ['held money that is spent', holds.heldIsCovered, { accountID: 'x', balance: 39, held: counted.held }],
    ['money available that is held', holds.availableIsRest, { balance: 50, available: 50, held: 40 }],
    ['a hold that does not count', holds.holdsCountWhileOpen, { ...counted, held: {} }],
    ['a settled hold that counts', holds.holdsCountWhileOpen, { ...counted, holds: [{ ...hold, state: 'released' }] }],
    [
      'an expired hold that counts',
      holds.holdsCountWhileOpen,
      { ...counted, clocks: { fastest: 2_000, slowest: 1_000 } },
    ],
    ['a hold that is settled twice', holds.settledOnce, { before: { ...hold, state: 'released' }, after: hold }],
    [
      'more captured than was held',
      holds.settledOnce,
      { before: hold, after: { ...hold, state: 'captured', captured: 41 } },
    ],
    ['a capture that moves nothing', holds.capturedIsMoved, { hold: { ...hold, captured: 40 }, moved: [] }],
    ['a hold for another amount', holds.holdIsAsAsked, { command: 'c', asked: { amount: 1 }, told: { amount: 2 } }],
    [
      'an end before its time',
      holds.toldOfHoldIsSo,
      { told: { state: 'expired', captured: 0 }, kept: hold, fastest: 999 },
    ],
    ['too much given back', transfers.refundsWithinTransfer, { of: { ...payment, amount: 20 }, refunds: [refund] }],
    [
      'a refund that is not counted',
      transfers.refundsWithinTransfer,
      { of: { ...payment, refunded: 0 }, refunds: [refund] },
    ],
    ['a deposit given back', transfers.onlyTransfersAreRefunded, { of: { ...payment, kind: 'deposit' }, refund }],
    [
      'a refund refused though it fits',
      transfers.refundIsRefusedForCause,
      { of: payment, asked: 20, isRest: false, command: 'c' },
    ],
    ['an entry of another amount', transfers.entryIsAsAsked, { ...asked, entry: { accountID: 'x', change: -49 } }],
    ['an entry of a bystander', transfers.entryIsAsAsked, { ...asked, entry: { accountID: 'z', change: 50 } }],
    ['one side only', transfers.bothSidesMove, { command: 'c', changes: [-50], sides: 2 }],
    ['a closing with money', transfers.closedForGood, { accountID: 'x', wasClosed: false, isClosed: true, balance: 1 }],
    [
      'a change after the end',
      transfers.closedForGood,
      { accountID: 'x', wasClosed: true, isClosed: true, balance: 0 },
    ],
    ['pages of two moments', statements.statementIsOneMoment, { pages: [page, { ...page, closing: 80 }] }],
    ['totals of other entries', statements.statementIsOneMoment, { pages: [{ ...page, debits: 0 }] }],
    [
      'a statement without an entry',
      statements.statementIsBook,
      { pages: [{ ...page, transactions: [told[0]] }], book: entries, month },
    ],
    [
      'the balance of another moment',
      statements.balanceIsOfItsMoment,
      { told: { balance: 50, version: 1 }, at: 9, book: entries },
    ],
  ] as [string, Invariant<unknown>, unknown][])('is broken by %s', (_, { broken }, facts) => {
    expect(broken(facts)).toEqual(expect.any(String));
  });
});
