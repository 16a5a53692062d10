import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ofType, type Synthesis, synthesise } from './synthesis.ts';

const NAME = 'liftline-prod-ledger-restored';
const before = inject('stages').prod;
let after: Synthesis;
/** Seconds, and more where others work beside it. */
const SYNTHESIS_MS_MAX = 240_000;

beforeAll(() => {
  const folders = { scratch: inject('scratch'), bundles: inject('bundles') };
  after = synthesise('prod', folders, { restoredLedger: NAME });
}, SYNTHESIS_MS_MAX);

describe('a restored ledger', () => {
  it('is what every function works on that has worked on the old one', () => {
    const tables = ({ app }: Synthesis) =>
      ofType(app, 'AWS::Lambda::Function').flatMap(
        ([, { Properties }]) => Properties.Environment.Variables.LEDGER_TABLE_NAME ?? [],
      );

    expect(tables(after)).toEqual(tables(before).map(() => NAME));
    expect(tables(after).length).toBeGreaterThan(0);
  });

  it('is granted in place of the old one, with its index', () => {
    const policies = JSON.stringify(ofType(after.app, 'AWS::IAM::Role'));

    expect(policies).toContain(`:table/${NAME}"`);
    expect(policies).toContain(`:table/${NAME}/index/byOwner"`);
    expect(policies).not.toMatch(/FnGetAttLedger/);
  });

  it('leaves the old one where it is', () => {
    expect(after.data).toEqual(before.data);
  });

  it('is watched by the alarms', () => {
    expect(JSON.stringify(after.operations)).toContain(NAME);
  });
});
