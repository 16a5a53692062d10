import type { Defect } from '../defect.ts';
import { CHANGES, COMMAND, FOUND, LEDGER, WRITE } from './files.ts';

const PUT = 'put: (command, answer, made) =>\n        putNew({';
const SCOPE = '[sub, operationId, key]';

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

/** Mistakes in what is remembered of a command. */
export const recordDefects: readonly Defect[] = [
  {
    name: 'state-then-record',
    story: 'The money moves, then the record says so: whoever dies between them moves it again.',
    file: LEDGER,
    edits: [[WRITE, stateThenRecord('true')]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 3 },
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
    caughtBy: { invariant: 'I5', scenario: 'ledger', seed: 4 },
  },
  {
    name: 'record-without-condition',
    story: 'The record was looked for and is absent, so it is put: two attempts at once both find it absent.',
    file: CHANGES,
    edits: [[PUT, puttingOver('made')]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 8 },
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
    caughtBy: { invariant: 'I6', scenario: 'ledger', seed: 3 },
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
    edits: [
      [
        'commandNameOf(operation, input, principal)',
        'commandNameOf(operation, { ...input, key: `${input.key}${requestId}` }, principal)',
      ],
    ],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'key-without-principal',
    story: 'A key is a random number, nobody else will have it: somebody has, and is refused or told of it.',
    file: COMMAND,
    edits: [[SCOPE, '[operationId, key]']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 9 },
  },
  {
    name: 'key-without-operation',
    story: 'A client numbers its deposits and its withdrawals: the first withdrawal is refused for the first deposit.',
    file: COMMAND,
    edits: [[SCOPE, '[sub, key]']],
    caughtBy: { invariant: 'I9', scenario: 'ledger', seed: 5 },
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
    name: 'any-reason-is-the-record',
    story: 'Whatever item came back with the cancellation is taken for the record: it was the account.',
    file: LEDGER,
    edits: [[FOUND, 'record = written.reasons.find(({ item }) => item)?.item;']],
    caughtBy: { invariant: 'I14', scenario: 'ledger', seed: 6 },
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
    caughtBy: { invariant: 'I7', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'opened-then-recorded',
    story: 'The account is opened, then the record says so: a retry between them opens another one.',
    file: LEDGER,
    edits: [[WRITE, stateThenRecord("command.retention !== 'forever'")]],
    caughtBy: { invariant: 'I4', scenario: 'ledger', seed: 3 },
  },
];
