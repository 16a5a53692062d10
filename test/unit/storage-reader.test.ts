import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openReader } from '../../lib/local/storage/reader.ts';
import { memoryStorage } from '../fakes/storage.ts';

test('sees what is committed, and nothing before', async () => {
  const { storage, reader } = opened();
  const [written, read] = [storage.table('rides'), reader.table('rides')];

  written.put('a', '1', '{"n":1}');
  const before = read.get('a', '1');
  await storage.barrier();
  const first = read.get('a', '1');
  written.put('a', '1', '{"n":2}');
  await storage.barrier();

  expect([before, first, read.get('a', '1')]).toEqual([undefined, '{"n":1}', '{"n":2}']);
});

test('reads rows, ranges and whole tables in both layouts', async () => {
  const { storage, reader } = opened({ rides: ['hash'] });
  const rows = storage.table('rides');
  for (const [pk, sk] of [
    ['hash1', ''],
    ['a', '1'],
    ['a', '2'],
    ['b', '1'],
  ] as const)
    rows.put(pk, sk, `{"of":"${pk}${sk}"}`);
  await storage.barrier();

  const read = reader.table('rides');

  expect(read.get('hash1', '')).toBe('{"of":"hash1"}');
  expect(read.range({ pk: 'a', descending: true, limit: 5 }).map(({ sk }) => sk)).toEqual(['2', '1']);
  expect(read.after(undefined, 10)).toEqual(rows.after(undefined, 10));
});

test('reads a row again when its partition has another stamp, and not before', async () => {
  const { storage, file } = opened();
  const stamps = { of: () => stamp };
  let stamp = 1;
  const reader = openReader({ file, tables: ['rides'], stamps });
  onTestFinished(reader.close);
  const [written, read] = [storage.table('rides'), reader.table('rides')];

  const absent = read.get('a', '1');
  written.put('a', '1', '{}');
  await storage.barrier();
  const remembered = read.get('a', '1');
  stamp = 2;

  expect([absent, remembered, read.get('a', '1')]).toEqual([undefined, undefined, '{}']);
});

test('has a stamp renewed after the commit, also of what was put with many others', async () => {
  const { storage } = opened();
  const rows = storage.table('rides');
  const many = Array.from({ length: 60 }, (_, n) => ({ pk: `many-${n}`, sk: '1', item: '{}' }));
  const stamps = () => ['one', 'many-0', 'many-59'].map(storage.stamps.of);
  const before = stamps();

  rows.put('one', '1', '{}');
  rows.putAll(many);
  const uncommitted = stamps();
  await storage.barrier();

  expect(uncommitted).toEqual(before);
  for (const [at, stamp] of stamps().entries()) expect(stamp).not.toBe(before[at]);
});

test('writes nothing', () => {
  const { reader } = opened();
  const rows = reader.table('rides');

  expect(() => rows.put('a', '1', '{}')).toThrow('for reading');
  expect(() => rows.delete('a', '1')).toThrow('for reading');
  expect(() => rows.putAll([])).toThrow('for reading');
  expect(() => reader.table('rods')).toThrow('no table named rods');
});

function opened(lookups: Record<string, readonly string[]> = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'liftline-')), 'liftline.sqlite');
  const storage = memoryStorage({ file, lookups });
  const reader = openReader({ file, tables: ['rides'], lookups, stamps: storage.stamps });
  onTestFinished(() => {
    reader.close();
    storage.close();
  });
  return { storage, reader, file };
}
