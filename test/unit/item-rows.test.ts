import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowKey, Rows } from '../../lib/local/items/rows.ts';
import { memoryRows } from '../fakes/memory-rows.ts';
import { memoryStorage } from '../fakes/storage.ts';
import { text } from '../fakes/things.ts';

describe.each([
  { layout: 'for ranges', prefixes: [] },
  { layout: 'for lookups', prefixes: [''] },
  { layout: 'divided between both', prefixes: ['a', 'é'] },
])('rows that lie $layout', ({ prefixes }) => {
  it('are what they are in memory, whatever is done to them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
        const storage = memoryStorage({ lookups: { rides: prefixes } });
        const [rows, expected] = [storage.table('rides'), memoryRows()];

        for (const command of commands) {
          expect(command.on(rows), command.name).toEqual(command.on(expected));
          if (command.commits) await storage.barrier();
        }

        storage.close();
      }),
    );
  });

  it('are read as they were written, however many are written at once', async () => {
    const storage = memoryStorage({ lookups: { rides: prefixes } });
    const rows = storage.table('rides');
    const keys = Array.from({ length: 5_000 }, (_, n) => ({ pk: n % 2 ? `a${n}` : `b${n}`, sk: '' }));
    for (const { pk, sk } of keys) rows.put(pk, sk, 'first');
    await storage.barrier();

    for (const { pk, sk } of keys) rows.put(pk, sk, `second ${pk}`);
    await storage.barrier();

    expect(keys.filter(({ pk, sk }) => rows.get(pk, sk) !== `second ${pk}`)).toEqual([]);
    storage.close();
  });
});

interface Command {
  readonly name: string;
  readonly on: (rows: Rows) => unknown;
  readonly commits: boolean;
}

const key = fc.record({ pk: fc.constantFrom('a', 'ab', 'b', 'é', 'éa', '😀'), sk: text });
/** Now and then longer than what is remembered. */
const item = fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constant('x'.repeat(5_000)) });
const row = fc.record({ key, item }).map(({ key, item }) => ({ ...key, item }));
const bound = fc.option(fc.record({ sk: text, inclusive: fc.boolean() }), { nil: undefined });
const limit = fc.integer({ min: 1, max: 5 });

const command: fc.Arbitrary<Command> = fc
  .record({
    does: fc.oneof(
      key.map(({ pk, sk }) => named(`get ${pk} ${sk}`, (rows) => rows.get(pk, sk))),
      row.map(({ pk, sk, item }) => named(`put ${pk} ${sk}`, (rows) => rows.put(pk, sk, item))),
      key.map(({ pk, sk }) => named(`delete ${pk} ${sk}`, (rows) => rows.delete(pk, sk))),
      fc
        .uniqueArray(row, { maxLength: 5, selector: nameOf })
        .map((some) => named(`putAll ${some.map(nameOf)}`, (rows) => replacedOf(rows, some))),
      fc
        .record({ key, from: bound, to: bound, descending: fc.boolean(), limit })
        .map(({ key: { pk }, from, to, ...rest }) =>
          named(`range ${pk}`, (rows) => rows.range({ pk, ...(from && { from }), ...(to && { to }), ...rest })),
        ),
      fc
        .record({ start: fc.option(key, { nil: undefined }), limit })
        .map(({ start, limit }) => named(`after ${start?.pk}`, (rows) => rows.after(start, limit))),
    ),
    commits: fc.boolean(),
  })
  .map(({ does, commits }) => ({ ...does, commits }));

function named(name: string, on: Command['on']) {
  return { name, on };
}

function nameOf({ pk, sk }: RowKey): string {
  return JSON.stringify([pk, sk]);
}

function replacedOf(rows: Rows, given: Parameters<Rows['putAll']>[0]): unknown {
  return new Map([...rows.putAll(given)].map(([row, before]) => [nameOf(row), before]));
}
