import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { runsOf } from '../../lib/local/storage/message-rows.ts';
import { openStorage, UnusableData } from '../../lib/local/storage/storage.ts';
import { memoryStorage } from '../fakes/storage.ts';

test('shows a change to every later read before it is on the disk', () => {
  const rows = memoryStorage().table('rides');

  rows.put('a', '1', '{"n":1}');
  const seen = rows.get('a', '1');
  rows.delete('a', '1');

  expect(seen).toBe('{"n":1}');
  expect(rows.get('a', '1')).toBeUndefined();
});

test('has everything after a restart once the barrier has resolved', async () => {
  const file = newFile();
  const before = open(file);
  for (let n = 0; n < 123; n += 1) before.table('rides').put('a', String(n).padStart(3, '0'), `{"n":${n}}`);
  before.table('rides').delete('a', '007');
  await before.barrier();

  const after = new DatabaseSync(file, { readOnly: true }).prepare('SELECT sk FROM table_rides ORDER BY sk').all();

  expect(after.map(({ sk }) => sk)).toEqual(
    [...Array(123).keys()].filter((n) => n !== 7).map((n) => String(n).padStart(3, '0')),
  );
  before.close();
});

test.each(['clustered', 'scattered'])(
  'keeps rows in the order of their keys, and the last text of each, %s',
  (layout) => {
    const storage = memoryStorage({ tables: ['rides'], scattered: layout === 'scattered' ? ['rides'] : [] });
    const rows = storage.table('rides');
    for (const sk of ['3', '1', '2', '1']) rows.put('a', sk, `{"sk":${sk}}`);
    rows.after(undefined, 1);

    rows.put('a', '1', '{"again":true}');
    rows.putAll([{ pk: 'a', sk: '0', item: '{}' }]);
    rows.delete('a', '2');

    expect(rows.range({ pk: 'a', limit: 10 })).toEqual([
      { pk: 'a', sk: '0', item: '{}' },
      { pk: 'a', sk: '1', item: '{"again":true}' },
      { pk: 'a', sk: '3', item: '{"sk":3}' },
    ]);
    expect(rows.after({ pk: 'a', sk: '0' }, 1)).toEqual([{ pk: 'a', sk: '1', item: '{"again":true}' }]);
  },
);

test('lets all changes of one turn share one commit', async () => {
  const storage = memoryStorage();

  storage.table('rides').put('a', '1', '{}');
  const first = storage.barrier();
  storage.table('rides').put('a', '2', '{}');
  const second = storage.barrier();

  expect(second).toBe(first);
  await first;
  expect(storage.barrier()).not.toBe(first);
});

test.each([
  { bounds: {}, found: ['1', '2', '3', '4'] },
  { bounds: { from: { sk: '2', inclusive: true } }, found: ['2', '3', '4'] },
  { bounds: { from: { sk: '2', inclusive: false } }, found: ['3', '4'] },
  { bounds: { to: { sk: '3', inclusive: false } }, found: ['1', '2'] },
  { bounds: { from: { sk: '2', inclusive: true }, to: { sk: '3', inclusive: true } }, found: ['2', '3'] },
  { bounds: { descending: true }, found: ['4', '3', '2', '1'] },
])('reads a range of one partition: $bounds', ({ bounds, found }) => {
  const rows = memoryStorage().table('rides');
  for (const sk of ['3', '1', '4', '2']) rows.put('a', sk, `{"sk":"${sk}"}`);
  rows.put('b', '1', '{}');

  const range = rows.range({ pk: 'a', limit: 10, ...bounds });

  expect(range.map(({ sk }) => sk)).toEqual(found);
});

test('orders keys by their UTF-8 bytes, as DynamoDB does', () => {
  const rows = memoryStorage().table('rides');
  const byBytes = ['a', 'é', '\u{FFFD}', '😀'];
  for (const sk of byBytes.toReversed()) rows.put('p', sk, '{}');

  expect(rows.range({ pk: 'p', limit: 10 }).map(({ sk }) => sk)).toEqual(byBytes);
});

test('pages through a whole table', () => {
  const rows = memoryStorage().table('rides');
  for (const key of ['a1', 'a2', 'b1']) rows.put(key.charAt(0), key.charAt(1), '{}');

  const first = rows.after(undefined, 2);
  const rest = rows.after(first.at(-1), 2);

  expect([...first, ...rest].map(({ pk, sk }) => pk + sk)).toEqual(['a1', 'a2', 'b1']);
});

test('never writes a message that was sent and removed within one group', async () => {
  const file = newFile();
  const storage = open(file);
  const messages = storage.queue('rides');

  messages.append({ id: 1, sentAt: 0, receiveCount: 0, group: '', attributes: {}, body: 'a' });
  messages.remove(1);
  await storage.barrier();

  expect(messages.after(0, 10)).toEqual([]);
  storage.close();
});

test('tells everyone who waits, and whoever comes later, that a commit failed', async () => {
  const failures: unknown[] = [];
  const storage = memoryStorage({ pagesMax: 12, onCommitFailed: (cause) => failures.push(cause) });

  storage.table('rides').put('a', '1', JSON.stringify({ text: 'x'.repeat(200_000) }));
  const waiting = storage.barrier();

  await expect(waiting).rejects.toThrow('The commit failed');
  await expect(storage.barrier()).rejects.toThrow('The storage has failed');
  expect(() => storage.table('rides').put('a', '2', '{}')).toThrow('The storage has failed');
  expect(failures).toHaveLength(1);
});

test.each([
  {
    what: 'no database at all',
    write: (file: string) => writeFileSync(file, 'x'.repeat(8_192)),
    says: 'cannot be used as a database',
  },
  {
    what: "another program's database",
    write: (file: string) => new DatabaseSync(file).exec('CREATE TABLE theirs (a)'),
    says: 'belongs to another program',
  },
  {
    what: 'a format from the future',
    write: (file: string) => {
      open(file).close();
      new DatabaseSync(file).exec('PRAGMA user_version = 99');
    },
    says: 'a format that this version does not know',
  },
])('refuses a file that holds $what in one sentence', ({ write, says }) => {
  const file = newFile();
  write(file);

  expect(() => open(file)).toThrow(UnusableData);
  expect(() => open(file)).toThrow(says);
});

test('finds the runs in a list of ids', () => {
  expect(runsOf([1, 2, 3, 7, 9, 10])).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
});

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'liftline-')), 'liftline.sqlite');
}

function open(file: string) {
  return openStorage({ file, tables: ['rides'], queues: ['rides'], onCommitFailed: () => undefined });
}
