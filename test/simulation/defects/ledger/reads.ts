import type { Defect } from '../defect.ts';
import { POSTING } from './files.ts';

const ADDRESS = 'lambdas/accounts/put-address.ts';

/** Mistakes in what is told of an account later, and in its address. */
export const readDefects: readonly Defect[] = [
  {
    name: 'statement-of-many-moments',
    story: 'Every page looks for the last entry anew: a deposit between two pages is in the totals of the second.',
    file: 'lambdas/accounts/get-statement.ts',
    edits: [
      [
        'known ? store.entryAt(accountID, known.last) : store.entryBefore(accountID, month.end)',
        'store.entryBefore(accountID, month.end)',
      ],
    ],
    caughtBy: { invariant: 'I25', story: 'a-statement-meanwhile' },
  },
  {
    name: 'statement-of-the-account',
    story: 'The account knows its latest entry, which saves a query: it is seen before the entry is.',
    file: 'lambdas/accounts/get-statement.ts',
    edits: [
      ['const [account, last] = await', 'const [account, before] = await'],
      [
        'const totals = totalsOf(last, month);',
        `const { lastEntryAt, version, balance, monthDebits, monthCredits } = account;
    const place = \`E#\${lastEntryAt}#\${String(version).padStart(12, '0')}\`;
    const latest = { entry: { balance, createdAt: new Date(lastEntryAt).toISOString() }, place, monthDebits, monthCredits };
    const last = !known && lastEntryAt > 0 && lastEntryAt < month.end ? latest : before;
    const totals = totalsOf(last, month);`,
      ],
    ],
    caughtBy: { invariant: 'I25', scenario: 'ledger', seed: 583 },
  },
  {
    name: 'month-without-end',
    story: 'The totals run on from one month into the next.',
    file: POSTING,
    edits: [['return isSameMonth(account.lastEntryAt, at) ? account :', 'return at > 0 ? account :']],
    caughtBy: { invariant: 'I25', scenario: 'ledger', seed: 39 },
  },
  {
    name: 'opening-before-debits',
    story: 'A month opens with what it closes with, less what came in: what went out is forgotten.',
    file: 'lambdas/accounts/statement.ts',
    edits: [['opening: closing - credits + debits, closing,', 'opening: closing - credits, closing,']],
    caughtBy: { invariant: 'I25', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'balance-before-its-moment',
    story: 'At a moment means before it: an entry of that very millisecond is missing.',
    file: 'lambdas/accounts/get-balance.ts',
    edits: [['store.entryBefore(accountID, at + 1)', 'store.entryBefore(accountID, at)']],
    caughtBy: { invariant: 'I25', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'entries-read-stale',
    story:
      'A statement is about the past, so an eventually consistent read will do: of two pages one has not heard yet.',
    file: 'lambdas/accounts/store.entries.ts',
    edits: [['ConsistentRead: true', 'ConsistentRead: false']],
    caughtBy: { invariant: 'I25', scenario: 'ledger', seed: 17 },
  },
  {
    name: 'address-overwritten',
    story: 'Whether the tag fits was looked at a moment ago: of two who write at once, the first is lost.',
    file: 'lambdas/accounts/store.addresses.ts',
    edits: [['...(seen ? fromRevision(seen.revision) : WHERE_NONE_IS),', '']],
    caughtBy: { invariant: 'I26', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'own-address-in-the-way',
    story: 'The second attempt meets the first one, which was applied, and refuses its own client.',
    file: ADDRESS,
    edits: [['if (now?.writeID === writeID) return', 'if (written.ok) return']],
    caughtBy: { invariant: 'I26', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'own-address-replaced-since',
    story: 'Another tag stands there, so this write was refused: it was applied, its answer lost, and then replaced.',
    file: ADDRESS,
    edits: [['now.revision > next.revision &&', 'now.revision < 0 &&']],
    caughtBy: { invariant: 'I26', scenario: 'ledger', seed: 731 },
  },
];
