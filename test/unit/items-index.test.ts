import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Item, Items } from '#platform/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { account, engine, found, opened, ownedBy, put, tables, update } from '../fakes/ledger.ts';
import { memoryStorage } from '../fakes/storage.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

describe('an index', () => {
  it('holds the keys of the items that have both its attributes', async () => {
    const { items } = engine();

    await items.putAll('ledger', [
      account('1', { ownerID: 'ann', openedAt: '2026-01', balance: 5 }),
      account('2', { ownerID: 'ann' }),
      account('3', { openedAt: '2026-01' }),
      account('4', { ownerID: 'bob', openedAt: '2026-01' }),
    ]);

    expect(await items.query(ownedBy('ann'))).toEqual({
      items: [{ ...account('1'), ownerID: 'ann', openedAt: '2026-01' }],
    });
  });

  it('follows every kind of write', async () => {
    const { items } = engine();
    const opened = () => found(items, ownedBy('ann'));
    const seen: string[][] = [];

    await items.write([put('1', { ownerID: 'ann', openedAt: 'a' })]);
    await items.write([put('2', { ownerID: 'ann', openedAt: 'b' }), put('3', { ownerID: 'ann', openedAt: 'c' })]);
    seen.push(await opened());
    await items.write([update('1', 'SET openedAt = :to', { ':to': 'd' })]);
    seen.push(await opened());
    await items.write([put('2', { ownerID: 'bob', openedAt: 'b' })]);
    seen.push(await opened());
    await items.write([update('1', 'REMOVE ownerID')]);
    seen.push(await opened());
    await items.write([{ Delete: { TableName: 'ledger', Key: account('3') } }]);
    seen.push(await opened());

    expect(seen).toEqual([['1', '2', '3'], ['2', '3', '1'], ['3', '1'], ['3'], []]);
    expect(await found(items, ownedBy('bob'))).toEqual(['2']);
  });

  it('stays as it is when a transaction is cancelled', async () => {
    const { items } = engine();
    await items.write([put('1', { ownerID: 'ann', openedAt: 'a' })]);

    const written = await items.write([
      update('1', 'REMOVE ownerID'),
      { Put: { ...put('1', {}).Put, Item: account('2'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);

    expect(written.ok).toBe(false);
    expect(await found(items, ownedBy('ann'))).toEqual(['1']);
  });

  it('holds whole items where it projects all, and follows them', async () => {
    const { items } = engine();
    await items.write([put('1', { ownerID: 'ann', openedAt: 'a', balance: 1 })]);

    await items.write([update('1', 'ADD balance :to', { ':to': 2 })]);

    const page = await items.query({ ...ownedBy('ann'), IndexName: 'wholeByOwner' });
    expect(page.items).toEqual([account('1', { ownerID: 'ann', openedAt: 'a', balance: 3 })]);
  });

  it('takes in the items that were there before it, but for those that do not fit', async () => {
    const storage = memoryStorage({ tables: rowsNames(tables) });
    const before = itemsEngine({ tables: { ledger: { sk: true } }, rows: storage.table });
    await before.putAll('ledger', [
      ...Array.from({ length: 1_001 }, (_, n) => account(`${n}`)),
      account('fits', { ownerID: 'ann', openedAt: 'a' }),
      account('other', { ownerID: 'ann', openedAt: 1 }),
      account('empty', { ownerID: 'ann', openedAt: '' }),
    ]);

    const items = itemsEngine({ tables, rows: storage.table });

    expect(await found(items, ownedBy('ann'))).toEqual(['fits']);
  });

  it('is on the disk together with its items', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'liftline-')), 'liftline.sqlite');
    const before = memoryStorage({ file, tables: rowsNames(tables) });
    await itemsEngine({ tables, rows: before.table }).putAll('ledger', [
      account('1', { ownerID: 'ann', openedAt: 'a' }),
      account('2', { ownerID: 'ann', openedAt: 'b' }),
    ]);
    await before.barrier();

    const after = memoryStorage({ file, tables: rowsNames(tables) });

    const items = itemsEngine({ tables, rows: after.table });
    expect(await found(items, ownedBy('ann'))).toEqual(['1', '2']);
    expect(after.table('ledger$byOwner').after(undefined, 10)).toHaveLength(2);
    after.close();
    before.close();
  });

  it.each<[string, Item]>([
    ['a partition key of another type', { ownerID: 1 }],
    ['a sort key of another type', { openedAt: 1 }],
    ['a sort key that is null', { openedAt: null }],
    ['an empty partition key', { ownerID: '' }],
    ['an empty sort key', { openedAt: '' }],
    ['a partition key of more than 2,048 bytes', { ownerID: 'x'.repeat(2_049) }],
    ['a sort key of more than 1,024 bytes', { openedAt: 'é'.repeat(513) }],
  ])('refuses %s, even without the other key', async (_, attributes) => {
    const { items } = engine();
    const [name] = Object.keys(attributes);
    const set = update('1', `SET ${name} = :to`, { ':to': attributes[name ?? ''] });

    await expect(items.putAll('ledger', [account('1', attributes)])).rejects.toThrow(refused);
    await expect(items.write([put('1', attributes)])).rejects.toThrow(refused);
    await expect(items.write([set])).rejects.toThrow(refused);
    expect(await items.scan({ TableName: 'ledger' })).toEqual({ items: [] });
  });

  it('gives the update that does not fit as the reason of a transaction', async () => {
    const { items } = engine();

    const written = await items.write([put('2', {}), update('1', 'SET ownerID = :to', { ':to': 1 })]);

    expect(written).toEqual({ ok: false, reasons: [{ code: 'None' }, { code: 'ValidationError' }] });
  });
});

describe('the capacity of an index', () => {
  const ann = { ownerID: 'ann', openedAt: 'a' };

  it.each<[string, number, (items: Items) => Promise<unknown>]>([
    ['an item that comes', 1, (items) => items.write([put('new', ann)])],
    ['an item that comes in a batch', 1, (items) => items.putAll('ledger', [account('new', ann)])],
    ['an item that comes in a transaction', 1, (items) => items.write([put('new', ann), put('2', {})])],
    ['an item that goes', 1, (items) => items.write([{ Delete: { TableName: 'ledger', Key: account('1') } }])],
    ['a key that changes', 2, (items) => items.write([update('1', 'SET openedAt = :to', { ':to': 'b' })])],
    ['an item that leaves the index', 1, (items) => items.write([update('1', 'REMOVE ownerID')])],
    ['an item that is not in the index', 0, (items) => items.write([put('new', { ownerID: 'ann' })])],
    ['a change of what is not projected', 0, (items) => items.write([update('1', 'ADD balance :to', { ':to': 1 })])],
    [
      'a large item, of which it holds the keys',
      1,
      (items) => items.write([put('new', { ...ann, x: 'x'.repeat(5_000) })]),
    ],
    [
      'a condition that fails',
      0,
      (items) => items.write([{ Put: { ...put('1', {}).Put, ConditionExpression: 'attribute_not_exists(pk)' } }]),
    ],
  ])('is consumed by %s: %d units', async (_, units, command) => {
    const { items, consumed } = engine();
    await items.putAll('ledger', [account('1', ann)]);
    consumed.length = 0;

    await command(items);

    const ofIndex = consumed.filter(({ index }) => index === 'byOwner');
    expect(ofIndex.reduce((sum, { writeUnits }) => sum + writeUnits, 0)).toBe(units);
  });

  it('is that of a whole item, before or after, where all is projected', async () => {
    const { items, consumed } = engine();
    await items.putAll('ledger', [account('1', { ...ann, x: 'x'.repeat(5_000) })]);
    consumed.length = 0;

    await items.write([update('1', 'SET x = :to', { ':to': '' })]);

    expect(consumed).toContainEqual({ table: 'ledger', index: 'wholeByOwner', readUnits: 0, writeUnits: 5 });
  });

  it('is half a unit for each 4 KB read', async () => {
    const { items, consumed } = await opened({ 1: 'a', 2: 'b' });
    consumed.length = 0;

    await items.query(ownedBy('ann'));

    expect(consumed).toEqual([{ table: 'ledger', index: 'byOwner', readUnits: 0.5, writeUnits: 0 }]);
  });
});
