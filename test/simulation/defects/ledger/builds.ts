import type { Defect } from '../defect.ts';
import { CHANGES, COMMAND } from './files.ts';

const SCHEMA = 'if (schema > SCHEMA) throw new StoreUnavailable(';

/** Mistakes that only show while two builds run beside each other. */
export const buildDefects: readonly Defect[] = [
  {
    name: 'newer-record-is-our-fault',
    story: 'A record of another schema cannot be, so it is an error: during a deployment retries are answered 500.',
    file: COMMAND,
    edits: [[SCHEMA, 'if (schema > SCHEMA) throw new Error(']],
    caughtBy: { invariant: 'I14', scenario: 'ledger', seed: 3 },
  },
  {
    name: 'newer-record-taken-for-ours',
    story: 'A record is a record: what a newer build has written is read as if it were of this one.',
    file: COMMAND,
    edits: [[SCHEMA, 'if (schema > 2 * SCHEMA) throw new StoreUnavailable(']],
    caughtBy: { invariant: 'I14', scenario: 'ledger', seed: 18 },
  },
  {
    name: 'older-transfer-never-refunded',
    story: 'Every transfer says how much of it was given back: one that was made before there were refunds does not.',
    file: CHANGES,
    edits: [
      [
        "refunded === 0 ? 'attribute_not_exists(#refunded) OR #refunded = :seen' : '#refunded = :seen'",
        "'#refunded = :seen'",
      ],
    ],
    caughtBy: { invariant: 'I15', scenario: 'ledger', seed: 10 },
  },
];
