import type { Defect } from './defect.ts';

const LEDGER = 'lambdas/accounts/ledger.ts';
const STORE = 'lambdas/accounts/store.ts';
const CHANGES = 'lambdas/accounts/store.changes.ts';
const ITEMS = 'lambdas/accounts/store.items.ts';
const POSTING = 'lambdas/accounts/posting.ts';
const COMMAND = 'lambdas/platform/idempotency.ts';
const CERTAIN = 'lambdas/platform/certain-write.ts';

const WRITE = 'const written = await write(actions, command.deadlineMs);';
const PUT = 'put: (command, answer, made) =>\n        putNew({';
const FOUND = 'record = records.standing(written.reasons[0]?.item);';
const SCOPE = '[principal.sub, operationId, key]';

/** A record that is forgotten after so long, by whoever reads it and by the condition of whoever writes. */
function forgottenAfter(milliseconds: number): Defect['edits'] {
  const old = `new Date(Date.parse(made.createdAt) - ${milliseconds}).toISOString()`;
  return [
    [
      PUT,
      `put: (command, answer, made) =>
        ((item: Item): Action => made ? { Put: { TableName: table, Item: item,
        ConditionExpression: 'attribute_not_exists(#pk) OR #createdAt < :old', ExpressionAttributeNames: { '#pk': 'pk', '#createdAt': 'createdAt' },
        ExpressionAttributeValues: { ':old': ${old} }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } } : putNew(item))({`,
    ],
    ['key: transferKey(id) })', 'key: transferKey(`${id}-forgotten`) })'],
  ];
}

/** A put without a condition, of those records. */
function puttingOver(which: string): string {
  return `put: (command, answer, made) =>
        ((item: Item): Action => ${which} ? { Put: { TableName: table, Item: item } } : putNew(item))({`;
}

function stateThenRecord(where: string): string {
  return `const isApart = actions.length > 1 && ${where};
      const done = isApart ? await write(actions.slice(1), command.deadlineMs) : { ok: true as const };
      const written = done.ok
        ? await write(isApart ? actions.slice(0, 1) : actions, command.deadlineMs)
        : { ok: false as const, reasons: [{ code: 'None' as const }, ...done.reasons] };`;
}

export const ledgerDefects: readonly Defect[] = [
  {
    name: 'state-then-record',
    story: 'The money moves, then the record says so: whoever dies between them moves it again.',
    file: LEDGER,
    edits: [[WRITE, stateThenRecord('true')]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 6 },
  },
  {
    name: 'record-then-state',
    story:
      'The record says that the money has moved, then it moves: whoever dies between them has said what is not so.',
    file: LEDGER,
    edits: [
      [
        WRITE,
        `const first = await write(actions.slice(0, 1), command.deadlineMs);
      const written = first.ok && actions.length > 1 ? await write(actions.slice(1), command.deadlineMs) : first;`,
      ],
    ],
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'record-without-condition',
    story: 'The record was looked for and is absent, so it is put: two attempts at once both find it absent.',
    file: CHANGES,
    edits: [[PUT, puttingOver('made')]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'refusal-not-recorded',
    story: 'A refusal changes nothing, so nothing is written: a first attempt that was on its way applies after it.',
    file: LEDGER,
    edits: [
      [
        WRITE,
        "const written = decision.kind === 'refuse' ? { ok: true as const } : await write(actions, command.deadlineMs);",
      ],
    ],
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'refusal-overwrites',
    story: 'A refusal is put without looking: what an attempt beside it has applied, its record denies.',
    file: CHANGES,
    edits: [[PUT, puttingOver('!made')]],
    caughtBy: { invariant: 'I7', scenario: 'ledger', seed: 16 },
  },
  {
    name: 'retry-under-a-new-id',
    story: 'A command is named by the request that brings it: its retry is another command.',
    file: COMMAND,
    edits: [[SCOPE, '[principal.sub, operationId, key, requestId]']],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'key-without-principal',
    story: 'A key is a random number, nobody else will have it: somebody has, and is refused or told of it.',
    file: COMMAND,
    edits: [[SCOPE, '[operationId, key]']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'key-without-operation',
    story: 'A client numbers its deposits and its withdrawals: the first withdrawal is refused for the first deposit.',
    file: COMMAND,
    edits: [[SCOPE, '[principal.sub, key]']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 66 },
  },
  {
    name: 'fingerprint-of-the-path',
    story: 'The same key, the same account, so it is the same request: the amount was another.',
    file: COMMAND,
    edits: [['canonical({ params, body })', 'canonical({ params })']],
    caughtBy: { invariant: 'I8', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'fingerprint-of-nothing',
    story: 'Whoever has the key has the answer.',
    file: COMMAND,
    edits: [["if (record['fingerprint'] !== fingerprint) return { kind: 'key-reused' };", 'void fingerprint;']],
    caughtBy: { invariant: 'I8', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'record-for-a-day',
    story: 'Nobody sends a payment again after a day: somebody does, after 25 hours, and after a month.',
    file: CHANGES,
    edits: forgottenAfter(24 * 3_600_000),
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'token-only',
    story: 'ClientRequestToken makes a transaction idempotent: for ten minutes, and a retry comes after eleven.',
    file: CHANGES,
    edits: forgottenAfter(600_000),
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 1 },
  },
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
    caughtBy: { invariant: 'I3', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'any-reason-is-the-record',
    story: 'Whatever item came back with the cancellation is taken for the record: it was the account.',
    file: LEDGER,
    edits: [[FOUND, 'record = written.reasons.find(({ item }) => item)?.item;']],
    caughtBy: { invariant: 'I14', scenario: 'ledger', seed: 4 },
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
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 4 },
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
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 12 },
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
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 2 },
  },
  {
    name: 'account-without-condition',
    story: 'The account was read a moment ago: what somebody has done to it since is overwritten.',
    file: CHANGES,
    edits: [
      ["        ConditionExpression: '#revision = :seen',\n", ''],
      ["          ':seen': before.revision,\n", ''],
    ],
    caughtBy: { invariant: 'I2', scenario: 'ledger', seed: 4 },
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
    caughtBy: { invariant: 'I2', scenario: 'ledger', seed: 20 },
  },
  {
    name: 'replay-of-today',
    story: 'A replay tells the balance of today, which is surely what the client wants to know.',
    file: LEDGER,
    edits: [
      [
        'if (record) return remembered(record, command);\n      const now',
        `if (record) {
        const earlier = remembered(record, command);
        const [account] = seen.accounts;
        if (earlier.kind !== 'replayed' || account?.kind !== 'guest' || earlier.answer.status !== 201) return earlier;
        const { balance } = account;
        const body = JSON.stringify({ ...JSON.parse(earlier.answer.body), balance, available: balance });
        return { ...earlier, answer: { ...earlier.answer, body } };
      }
      const now`,
      ],
    ],
    caughtBy: { invariant: 'I7', scenario: 'ledger', seed: 2 },
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
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 66 },
  },
  {
    name: 'stranger-let-in',
    story: 'An account id is random, so whoever knows it may read it.',
    file: 'lambdas/accounts/get-account.ts',
    edits: [['if (!account || !mayReach(principal, account))', 'if (!account)']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 1 },
  },
  {
    name: 'opened-then-recorded',
    story: 'The account is opened, then the record says so: a retry between them opens another one.',
    file: LEDGER,
    edits: [[WRITE, stateThenRecord("command.retention !== 'forever'")]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 1 },
  },
];
