import type { Defect } from '../defect.ts';
import { CHANGES, HOLDS, POSTING } from './files.ts';

/** Mistakes in what is held, and in what becomes of it. */
export const holdDefects: readonly Defect[] = [
  {
    name: 'held-money-spent',
    story: 'What may be spent is the balance: the deposit for the skis goes for a lunch.',
    file: HOLDS,
    edits: [['return account.balance - heldIn(account);', 'return account.balance;']],
    caughtBy: { invariant: 'I19', scenario: 'ledger', seed: 49 },
  },
  {
    name: 'hold-beyond-balance',
    story: 'A hold moves nothing, so nobody looks whether there is that much.',
    file: HOLDS,
    edits: [["if (availableIn(account) < amount) return refuse('insufficient_funds');", '']],
    caughtBy: { invariant: 'I19', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'expiry-nobody-tells',
    story: 'Nothing writes down that a hold has expired, so nobody is told: the till hears that somebody has taken it.',
    file: HOLDS,
    edits: [
      ["return state === 'open' && expiresAt <= now ? 'expired' : state;", 'return now < 0 ? "expired" : state;'],
    ],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'seconds-for-milliseconds',
    story: 'The contract counts seconds and the clock milliseconds: a hold for a day lasts for 86 seconds.',
    file: HOLDS,
    edits: [['now + expiresInSeconds * 1_000', 'now + expiresInSeconds']],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'forgotten-an-hour-early',
    story: 'Clocks disagree, so a hold is forgotten an hour before its end: the till cannot take what was promised.',
    file: HOLDS,
    edits: [['expiresAt > now)', 'expiresAt > now + 3_600_000)']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'expired-and-still-held',
    story: 'Somebody else will clear away what has expired: nobody does, and the guest waits for the money.',
    file: HOLDS,
    edits: [['expiresAt > now)', 'expiresAt > now - 86_400_000)']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 27 },
  },
  {
    name: 'captured-and-still-held',
    story: 'The money has gone to the house, and the account keeps it for the house all the same.',
    file: POSTING,
    edits: [['[withoutHold(account, hold), houseOf(', '[account, houseOf(']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'captured-beyond-the-hold',
    story: 'The skis came back broken, so the till takes more than was held.',
    file: POSTING,
    edits: [["if (amount > hold.amount) return refuse('insufficient_funds');", '']],
    caughtBy: { invariant: 'I21', scenario: 'ledger', seed: 14 },
  },
  {
    name: 'capture-leaves-it-open',
    story: 'The account no longer has the hold, so why write to the hold itself: it reads as open until it expires.',
    file: CHANGES,
    edits: [['...(captures ? [settleHold(capturedBy(transfer, captures))] : []),', '...(captures ? [] : []),']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'part-told-as-whole',
    story: 'A hold that is captured is captured, so it says its whole amount: only a part has left the account.',
    file: CHANGES,
    edits: [['captured: amount, capturedAt', 'captured: hold.amount, capturedAt']],
    caughtBy: { invariant: 'I21', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'released-and-still-held',
    story: 'The hold says that it is released, and the account was not told.',
    file: CHANGES,
    edits: [['[settleHold(change.hold), changeAccount(change.account)]', '[settleHold(change.hold)]']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 61 },
  },
  {
    name: 'released-in-the-account-only',
    story: 'The account is free of it, and the hold itself was not told: it reads as open.',
    file: CHANGES,
    edits: [['[settleHold(change.hold), changeAccount(change.account)]', '[changeAccount(change.account)]']],
    caughtBy: { invariant: 'I20', scenario: 'ledger', seed: 43 },
  },
  {
    name: 'hold-in-its-item-only',
    story: 'A hold has an item of its own, so the account can do without: nothing is held.',
    file: CHANGES,
    edits: [
      [
        'return { made: holdItem(change.hold), actions: [changeAccount(change.account)] };',
        'return { made: holdItem(change.hold), actions: [] };',
      ],
    ],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 28 },
  },
];
