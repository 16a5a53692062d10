import { describe, expect, it } from 'vitest';
import type { Invariant } from './invariant.ts';
import * as ledger from './ledger.ts';
import * as rides from './rides.ts';
import * as statements from './statements.ts';

const entries = [
  { at: 1, version: 1, change: 50, balance: 50, command: 'a', transferID: 't' },
  { at: 2, version: 2, change: -20, balance: 30, command: 'b', transferID: 'u' },
];
const book: ledger.Book = { accountID: 'x', balance: 30, version: 2, entries };
const [first, second] = entries as [ledger.BookEntry, ledger.BookEntry];

describe('an invariant', () => {
  it.each([
    good(ledger.moneyIsConserved, { guests: 30, houses: -30 }),
    good(ledger.balanceIsFold, book),
    good(ledger.neverNegative, book),
    good(ledger.versionsWithoutGap, book),
    good(ledger.appliedOnce, { once: 'k', effects: ['a'] }),
    good(ledger.refusalIsFinal, { once: 'k', refused: undefined, effect: 'a' }),
    good(ledger.spokenIsTrue, { command: 'a', told: { balance: 50, version: 1, transferID: 't' }, entry: first }),
    good(ledger.otherRequestIsRefused, { once: 'k', status: 422, taken: 'a', command: 'b' }),
    good(ledger.noStrayRefusal, { once: 'k', commands: 2 }),
    good(ledger.nothingCrosses, { to: 'guest-1', told: 'mine', foreign: ['theirs'] }),
    good(rides.acknowledgedIsQueued, { acknowledged: ['r'], queued: new Set(['r']) }),
    good(rides.countIsMarkers, { day: 'd', counted: 2, marked: 2 }),
    good(rides.everythingDrains, { left: { 'the queue': 0 } }),
  ])('holds: $says', ({ broken }) => {
    expect(broken()).toBeUndefined();
  });

  it.each([
    bad('money from nowhere', ledger.moneyIsConserved, { guests: 31, houses: -30 }),
    bad('a balance without its entry', ledger.balanceIsFold, { ...book, balance: 80 }),
    bad('an entry that adds up wrongly', ledger.balanceIsFold, {
      ...book,
      entries: [first, { ...second, balance: 40 }],
    }),
    bad('debt', ledger.neverNegative, { ...book, balance: -1 }),
    bad('a sum that is not exact', ledger.neverNegative, { ...book, balance: 2 ** 53 }),
    bad('a version that is missing', ledger.versionsWithoutGap, {
      ...book,
      entries: [first, { ...second, version: 3 }],
    }),
    bad('an entry that nobody counted', ledger.versionsWithoutGap, { ...book, version: 1 }),
    bad('time that goes back', ledger.versionsWithoutGap, { ...book, entries: [first, { ...second, at: 0 }] }),
    bad('an effect by somebody else', ledger.effectNamesItsAuthor, { command: 'a', principal: 'x', author: 'y' }),
    bad('two effects', ledger.appliedOnce, { once: 'k', effects: ['a', 'a'] }),
    bad('an effect after its refusal', ledger.refusalIsFinal, { once: 'k', refused: 'a', effect: 'a' }),
    bad('an answer without an entry', ledger.spokenIsTrue, { command: 'a', told: {}, entry: undefined }),
    bad('an answer with another balance', ledger.spokenIsTrue, {
      command: 'a',
      told: { balance: 1, version: 1, transferID: 't' },
      entry: first,
    }),
    bad('another body in a replay', ledger.replaysAreEqual, { command: 'a', first: '201 {"n":1}', now: '201 {"n":2}' }),
    bad('a success under a key that is taken', ledger.otherRequestIsRefused, {
      once: 'k',
      status: 201,
      taken: 'a',
      command: 'b',
    }),
    bad('a refusal for the key of somebody else', ledger.noStrayRefusal, { once: 'k', commands: 1 }),
    bad("somebody else's account", ledger.nothingCrosses, {
      to: 'guest-1',
      told: '{"id":"theirs"}',
      foreign: ['theirs'],
    }),
    bad('an account shown to a stranger', ledger.strangersFindNothing, { to: 'guest-1', status: 200 }),
    bad('a list that is not the book', statements.listIsBook, { told: [], book: entries }),
    bad('a command that is never settled', ledger.answeredInTheEnd, { command: 'a', status: 503 }),
    bad('thanks before the queue has it', rides.acknowledgedIsQueued, {
      acknowledged: ['r'],
      queued: new Set<string>(),
    }),
    bad('a scan that is lost', rides.acknowledgedIsStored, { acknowledged: new Set(['r']), stored: new Set<string>() }),
    bad('a ride from nowhere', rides.onlyRidesAreStored, { sent: new Set<string>(), stored: new Set(['r']) }),
    bad('a counter that drifts', rides.countIsMarkers, { day: 'd', counted: 3, marked: 2 }),
    bad('a day counted wrongly', rides.countIsSkiers, { day: 'd', answered: 2, skiers: 1 }),
    bad('a sum that is wrong', rides.verticalIsSum, { day: 'd', answered: 10, ridden: 20 }),
    bad('a neighbour', rides.askedForOnlyForItsOwnSake, { id: 'm', outcome: { kind: 'killed' }, isExcused: false }),
    bad('a message given up early', rides.buriedForItsOwnSake, { id: 'm', receiveCount: 5, excuses: 4 }),
    bad('poison that is gone', rides.poisonIsKept, { poisoned: new Set(['p']), kept: new Set<string>() }),
    bad('a letter without a cause', rides.lettersSayWhy, {
      letters: [{ id: 'l', why: undefined }],
      buried: new Set<string>(),
    }),
    bad('a message that is left', rides.everythingDrains, { left: { 'the queue': 1 } }),
  ])('is broken by $what', ({ broken }) => {
    expect(broken()).toEqual(expect.any(String));
  });
});

function good<Facts>({ says, broken }: Invariant<Facts>, facts: Facts) {
  return { says, broken: () => broken(facts) };
}

function bad<Facts>(what: string, { broken }: Invariant<Facts>, facts: Facts) {
  return { what, broken: () => broken(facts) };
}
