import { describe, expect, it } from 'vitest';
import { type Action, type Items, UnknownOutcome } from '#platform/items.ts';
import { type Decision, scripted } from '../engine/choices.ts';
import { type Fault, SCRIPTED } from '../engine/faults.ts';
import { createWorld } from '../engine/world.ts';
import { type Held, startEnvironment } from './environment.ts';
import { simulatedTables } from './tables.ts';

describe('a write', () => {
  it('whose answer is lost has happened, and nobody knows', async () => {
    const { outcome, stored } = await played([once('write: applied, answer lost')], ({ write }) => write([put('a')]));

    expect(outcome).toBeInstanceOf(UnknownOutcome);
    expect(stored).toEqual(['a']);
  });

  it('that is lost has not happened, and nobody knows', async () => {
    const { outcome, stored } = await played([once('write: lost')], ({ write }) => write([put('a')]));

    expect(outcome).toBeInstanceOf(UnknownOutcome);
    expect(stored).toEqual([]);
  });

  it('that is late finds whatever has happened meanwhile', async () => {
    const { outcome, stored } = await played([once('write: applied late'), LATEST], async ({ write, get }) => {
      await write([put('a')]).catch(() => undefined);
      const before = await get([{ table: 'things', key: { pk: 'a' } }]);
      await write([put('b')]);
      return before;
    });

    expect(outcome).toEqual([undefined]);
    expect(stored).toEqual(['a', 'b']);
  });

  it('that the SDK sends again is refused by what it has done itself', async () => {
    const { outcome } = await played([once('write: sent again by the SDK')], ({ write }) => write([put('a')]));

    expect(outcome).toEqual({ ok: false, reasons: [{ code: 'ConditionalCheckFailed', item: { pk: 'a', n: 1 } }] });
  });
});

describe('a transaction', () => {
  it('is cancelled with every reason at once, in the order of its actions', async () => {
    const script = [
      { label: 'transaction: conflict', nth: 0, choice: 999 },
      { label: 'conflict on', nth: 0, choice: 1 },
    ];

    const { outcome, stored } = await played(script, async ({ write }) => {
      await write([put('a')]);
      return write([put('a'), put('b')]);
    });

    const reasons = [{ code: 'ConditionalCheckFailed', item: { pk: 'a', n: 1 } }, { code: 'TransactionConflict' }];
    expect(outcome).toEqual({ ok: false, reasons });
    expect(stored).toEqual(['a']);
  });

  it('holds its items against everybody else until it is done', async () => {
    const { outcome } = await played([{ label: 'held', nth: 0, choice: 5 }], async ({ write, get }) => {
      const writing = write([put('a'), put('b')]);
      await get([{ table: 'things', key: { pk: 'a' } }]);
      return [await write([put('b')]), await writing];
    });

    expect(outcome).toEqual([{ ok: false, reasons: [{ code: 'TransactionConflict' }] }, { ok: true }]);
  });

  it('that is torn is seen item by item', async () => {
    const script = [once('transaction: torn'), { label: 'seen late', nth: 1, choice: 4 }];

    const { outcome } = await played(script, async ({ write, get }) => {
      const writing = write([put('a'), put('b')]);
      await get([{ table: 'things', key: { pk: 'c' } }]);
      const seen = await get([
        { table: 'things', key: { pk: 'a' } },
        { table: 'things', key: { pk: 'b' } },
      ]);
      await writing;
      return [seen, await get([{ table: 'things', key: { pk: 'b' } }])];
    });

    expect(outcome).toEqual([[{ pk: 'a', n: 1 }, undefined], [{ pk: 'b', n: 1 }]]);
  });
});

describe('a read', () => {
  it('that is eventual may tell of earlier times, a strong one never', async () => {
    const script = [once('read: stale'), { label: 'lag', nth: 0, choice: 3 }];
    const keys = [{ table: 'things', key: { pk: 'a' } }];

    const { outcome } = await played(script, async ({ write, get }) => {
      await write([put('a')]);
      return [await get(keys, { consistent: false }), await get(keys)];
    });

    expect(outcome).toEqual([[undefined], [{ pk: 'a', n: 1 }]]);
  });
});

describe('a process', () => {
  it('that is killed never hears of what it has sent, which arrives', async () => {
    const { outcome, stored } = await played([once('function: killed after sending')], ({ write }) =>
      write([put('a')]),
    );

    expect(outcome).toBe('nothing');
    expect(stored).toEqual(['a']);
  });

  it('that stands still before it sends, sends when it goes on', async () => {
    const { outcome, stored, endedAt } = await played([once('function: frozen before sending')], ({ write }) =>
      write([put('a')]),
    );

    expect(outcome).toEqual({ ok: true });
    expect(stored).toEqual(['a']);
    expect(endedAt).toBeGreaterThan(1_000);
  });
});

/** What one process has got, in a world where nothing else happens than the script says; and what is stored in the end. */
async function played(script: readonly Decision[], play: (items: Items, held: Held) => Promise<unknown>) {
  const world = createWorld({ choices: scripted(script), profile: SCRIPTED });
  const tables = simulatedTables({ world, schemas: { things: {} } });
  const held = startEnvironment(world, 'process');
  let outcome: unknown = 'nothing';
  play(tables.itemsOf(held.environment), held).then(
    (value) => {
      outcome = value;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await world.run();
  const stored = tables
    .rows('things')
    .after(undefined, 10)
    .map(({ pk }) => pk);
  return { outcome, stored, endedAt: world.now() };
}

/** By 30 s. */
const LATEST: Decision = { label: 'late by', nth: 0, choice: 29 };

function once(fault: Fault): Decision {
  return { label: fault, nth: 0, choice: 999 };
}

function put(pk: string): Action {
  return {
    Put: {
      TableName: 'things',
      Item: { pk, n: 1 },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
