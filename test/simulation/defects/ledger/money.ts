import type { Defect } from '../defect.ts';
import { CERTAIN, CHANGES, FOUND, ITEMS, LEDGER, POSTING, STORE, WRITE } from './files.ts';

/** Mistakes in how money moves, and in what is said of it. */
export const moneyDefects: readonly Defect[] = [
  {
    name: 'refund-on-time-out',
    story: 'Nobody knows whether it was debited, so it is credited back: where it was not, that is new money.',
    file: LEDGER,
    edits: [
      [
        WRITE,
        `let written;
      try {
        written = await platform.items.write(actions);
      } catch (error) {
        if (decision.kind === 'change' && decision.change.kind === 'posting') {
          const id = \`\${command.id}-refund\`;
          const { transfer, sides } = decision.change;
          const undone = sides.map((side) => {
            const direction = (side.entry ?? side).direction === 'debit' ? 'credit' : 'debit';
            if (side.kind === 'house') return { ...side, direction };
            const balance = 2 * side.before.balance - side.after.balance;
            return { ...side, after: { ...side.after, balance }, entry: { ...side.entry, direction, balance, transferID: id } };
          });
          const back = { kind: 'posting', transfer: { ...transfer, transferID: id, from: transfer.to, to: transfer.from }, sides: undone };
          const { made, actions: undoing } = store.writing(back, { principal: command.principal.sub, requestId: command.requestId, shard: 0 });
          await platform.items.write([records.put({ ...command, id }, answer, made), ...undoing]);
        }
        throw error;
      }`,
      ],
    ],
    caughtBy: { invariant: 'I23', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'cancelled-is-refused',
    story: 'The transaction was cancelled, so there was not enough money: there was, and a conflict.',
    file: LEDGER,
    edits: [
      [
        FOUND,
        `${FOUND}
      if (!record) return { kind: 'refused', code: 'insufficient_funds', answer: recordable(problem('insufficient_funds'), command) };`,
      ],
    ],
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'unknown-taken-for-success',
    story: 'No answer came, and the money has surely moved.',
    file: CERTAIN,
    edits: [
      [
        "if (error instanceof UnknownOutcome) metrics.count('OutcomesUnknown', 1);",
        "if (error instanceof UnknownOutcome) return { kind: 'known', written: { ok: true } };",
      ],
    ],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'unknown-taken-for-failure',
    story: 'No answer came, so it has failed, and the client is told so for good.',
    file: LEDGER,
    edits: [
      [
        WRITE,
        `let written;
      try {
        written = await platform.items.write(actions);
      } catch {
        return { kind: 'refused', code: 'limit_exceeded', answer: recordable(problem('limit_exceeded'), command) };
      }`,
      ],
    ],
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'account-without-condition',
    story: 'The account was read a moment ago: what somebody has done to it since is overwritten.',
    file: CHANGES,
    edits: [
      ["        ConditionExpression: '#revision = :seen',\n", ''],
      ["          ':seen': before.revision,\n", ''],
    ],
    caughtBy: { invariant: 'I2', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'balance-not-looked-at',
    story: 'A withdrawal is a deposit with a minus.',
    file: POSTING,
    edits: [["if (from.kind === 'guest' && availableIn(from) < amount) return refuse('insufficient_funds');", '']],
    caughtBy: { invariant: 'I3', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'one-leg',
    story: 'Cash is counted in the till anyway: the house does not say what it owes.',
    file: CHANGES,
    edits: [[': [raiseShard(side, transfer.amount, by.shard)],', ': [],']],
    caughtBy: { invariant: 'I1', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'entry-id-random',
    story: 'An entry needs an id, any id: its order and its version are lost.',
    file: ITEMS,
    edits: [["String(version).padStart(12, '0')", "String((version * 7_919) % 10_007).padStart(12, '0')"]],
    caughtBy: { invariant: 'I17', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'ordered-by-clock',
    story: 'An entry has the time of its clock: one that is slow puts it before those that it builds on.',
    file: POSTING,
    edits: [['return Math.max(now, ...[from, to]', 'return now + 0 * Math.max(now, ...[from, to]']],
    caughtBy: { invariant: 'I2', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'balance-read-stale',
    story: 'An eventually consistent read costs half: it answers without the deposit that was answered just before.',
    file: STORE,
    edits: [
      [
        'const [item] = await items.get([at(accountKey(accountID))]);',
        'const [item] = await items.get([at(accountKey(accountID))], { consistent: false });',
      ],
    ],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 42 },
  },
  {
    name: 'stranger-let-in',
    story: 'An account id is random, so whoever knows it may read it.',
    file: 'lambdas/accounts/get-account.ts',
    edits: [['if (!account || !mayReach(principal, account))', 'if (!account)']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 1 },
  },
];
