import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChangeRecord } from '#platform/stream.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { type LocalStream, localStream } from '../../lib/local/queue/stream.ts';
import { openStorage, type Storage } from '../../lib/local/storage/storage.ts';
import { fakeClock } from '../fakes/clock.ts';
import { memoryStorage } from '../fakes/storage.ts';

const a = { pk: 'a', sk: '1', waitTime: 3, gate: 'B' };

test('tells what was inserted, modified and removed, with the new image', async () => {
  const { items, stream } = table();

  await items.write([{ Put: { TableName: 'rides', Item: a } }]);
  await items.write([
    {
      Update: {
        TableName: 'rides',
        Key: { pk: 'a', sk: '1' },
        UpdateExpression: 'SET #w = :w',
        ExpressionAttributeNames: { '#w': 'waitTime' },
        ExpressionAttributeValues: { ':w': 4 },
      },
    },
  ]);
  await items.write([{ Delete: { TableName: 'rides', Key: { pk: 'a', sk: '1' } } }]);

  expect(told(stream)).toEqual([
    { kind: 'INSERT', item: a },
    { kind: 'MODIFY', item: { ...a, waitTime: 4 } },
    { kind: 'REMOVE' },
  ]);
});

test('says nothing of a put that changes no value, nor of a delete that finds nothing', async () => {
  const { items, stream } = table();
  await items.putAll('rides', [a]);
  stream.remove(stream.oldest(1));

  await items.putAll('rides', [a]);
  await items.putAll('rides', [{ gate: 'B', waitTime: 3, sk: '1', pk: 'a' }]);
  await items.write([{ Put: { TableName: 'rides', Item: a } }]);
  await items.write([{ Delete: { TableName: 'rides', Key: { pk: 'a', sk: '2' } } }]);

  expect(stream.isEmpty()).toBe(true);
});

test('says nothing of a write that its condition refused', async () => {
  const { items, stream } = table();

  await items.write([
    {
      Put: {
        TableName: 'rides',
        Item: a,
        ConditionExpression: 'attribute_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    },
  ]);

  expect(stream.isEmpty()).toBe(true);
});

test('finds the few old items among the many new ones of a batch', async () => {
  const { items, stream } = table();
  const batch = Array.from({ length: 230 }, (_, n) => ({ pk: String(n), sk: '1', waitTime: 1 }));
  const [same, other] = [batch[70], { pk: '120', sk: '1', waitTime: 2 }] as [(typeof batch)[0], (typeof batch)[0]];
  await items.putAll('rides', [same, other]);
  stream.remove(stream.oldest(2));

  await items.putAll('rides', batch);

  const kinds = Map.groupBy(stream.oldest(1_000), ({ kind }) => kind);
  expect(kinds.get('INSERT')).toHaveLength(228);
  expect(kinds.get('MODIFY')).toMatchObject([{ item: batch[120] }]);
  const read = await items.get(batch.slice(0, 100).map((key) => ({ table: 'rides', key: { pk: key.pk, sk: key.sk } })));
  expect(read).toEqual(batch.slice(0, 100));
});

test('keeps changes and their records together over a restart, in order, and forgets what was worked off', async () => {
  const file = join(scratch(), 'db.sqlite');
  const before = storageOn(file);
  const first = table(before);
  for (const pk of ['a', 'b', 'c']) await first.items.putAll('rides', [{ pk, sk: '1' }]);
  first.stream.remove(first.stream.oldest(1));
  before.close();

  const after = storageOn(file);
  const { items, stream } = table(after);
  await items.putAll('rides', [{ pk: 'd', sk: '1' }]);

  expect(told(stream).map(({ item }) => item?.['pk'])).toEqual(['b', 'c', 'd']);
  after.close();
});

test('says for how long its oldest record has waited', async () => {
  const { items, stream, clock } = table();

  const empty = stream.ageMs();
  await items.putAll('rides', [a]);
  clock.advance(5_000);

  expect([empty, stream.ageMs()]).toEqual([0, 5_000]);
});

function table(storage: Storage = memoryStorage({ queues: ['stream'] })) {
  const clock = fakeClock();
  const stream = localStream({ rows: storage.queue('stream'), clock });
  const items = itemsEngine({
    tables: { rides: { sk: true, stream: true } },
    rows: storage.table,
    onChange: (_table, changes) =>
      stream.append(changes.flatMap(({ kind, ...rest }) => (kind === 'NONE' ? [] : [{ kind, ...rest }]))),
  });
  return { items, stream, clock };
}

function told(stream: LocalStream): Omit<ChangeRecord, 'id'>[] {
  return stream.oldest(1_000).map(({ id: _, ...record }) => record);
}

function storageOn(file: string): Storage {
  return openStorage({
    file,
    tables: ['rides'],
    queues: ['stream'],
    onCommitFailed(cause) {
      throw cause;
    },
  });
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'liftline-stream-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
