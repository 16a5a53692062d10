import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Items } from '#platform/items.ts';
import { engine, engineWithRows, key, query, sortKeys, text } from '../fakes/things.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

describe('a page of a query', () => {
  it('says where the next page starts when its limit is reached, even at the end', async () => {
    const items = await engineWithRows();

    const pages = [2, 7, 8].map((Limit) => items.query({ ...query('pk = :p'), Limit }));

    const [short, exact, long] = await Promise.all(pages);
    expect(short).toEqual({ items: [key('a'), key('ab')], next: { pk: 'p', sk: 'ab' } });
    expect(exact?.next).toEqual({ pk: 'p', sk: '😀' });
    expect(long?.next).toBeUndefined();
  });

  it('ends without a next page where its last bound is read, as DynamoDB does', async () => {
    const items = await engineWithRows();
    const upTo = (comparison: string, ScanIndexForward: boolean) =>
      items.query({ ...query(`pk = :p AND ${comparison}`, { ':s': 'ab' }), ScanIndexForward, Limit: 2 });

    const pages = await Promise.all([
      upTo('sk <= :s', true),
      upTo('sk <= :s', false),
      upTo('sk BETWEEN :s AND :s', true),
    ]);

    expect(pages.map(({ next }) => next?.['sk'])).toEqual([undefined, 'a', undefined]);
  });

  it('has no next page in a table without sort key', async () => {
    const items = engine();
    await items.putAll('plain', [{ pk: 'p' }]);

    const page = await items.query({ ...query('pk = :p'), TableName: 'plain', Limit: 1 });

    expect(page).toEqual({ items: [{ pk: 'p' }] });
  });

  it('goes on behind a key, in either direction, whether the key is there or not', async () => {
    const items = await engineWithRows();
    const from = (sk: string, ScanIndexForward: boolean) =>
      items.query({ ...query('pk = :p'), ScanIndexForward, ExclusiveStartKey: { pk: 'p', sk }, Limit: 2 });

    const pages = await Promise.all([from('b', true), from('bb', true), from('b', false)]);

    expect(pages.map((page) => page.items.map(({ sk }) => sk))).toEqual([
      ['c', 'é'],
      ['c', 'é'],
      ['ab', 'a'],
    ]);
  });

  it.each<[string, Item]>([
    ['of another partition', { pk: 'other', sk: 'b' }],
    ['below its range', { pk: 'p', sk: 'a' }],
    ['above its range', { pk: 'p', sk: 'd' }],
    ['at the end of its range', { pk: 'p', sk: 'c' }],
    ['that is half a key', { pk: 'p' }],
    ['that is more than a key', { pk: 'p', sk: 'b', n: 1 }],
  ])('cannot start at a key %s', async (_, ExclusiveStartKey) => {
    const items = await engineWithRows();
    const between = query('pk = :p AND sk BETWEEN :s AND :t', { ':s': 'ab', ':t': 'c' });

    await expect(items.query({ ...between, ExclusiveStartKey })).rejects.toThrow(refused);
  });

  it.each([0, -1, 1.5])('refuses a limit of %d', async (Limit) => {
    const items = await engineWithRows();

    await expect(items.query({ ...query('pk = :p'), Limit })).rejects.toThrow(refused);
  });

  it('ends a page when it holds 1 MB', async () => {
    const items = engine();
    await items.putAll(
      'things',
      Array.from({ length: 12 }, (_, n) => ({ ...key(String(n).padStart(2, '0')), x: 'x'.repeat(100 * 1024) })),
    );

    const first = await items.query(query('pk = :p'));
    const second = await items.query({ ...query('pk = :p'), ...(first.next && { ExclusiveStartKey: first.next }) });

    // 10 × 100 KB are still below 1,024 KB: the item that passes the limit is the last one.
    expect([first.items.length, second.items.length]).toEqual([11, 1]);
    expect(second.next).toBeUndefined();
  });

  it('gives the same items in the same order page by page as in one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(text, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (keys, Limit, ScanIndexForward) => {
          const items = engine();
          await items.putAll('things', keys.map(key));
          const whole = { ...query('pk = :p'), ScanIndexForward };

          const paged = await allPages(items, { ...whole, Limit });

          expect(paged).toEqual((await items.query(whole)).items);
        },
      ),
    );
  });
});

describe('a scan', () => {
  it('reads the whole table page by page', async () => {
    const items = await engineWithRows();
    await items.putAll('things', [{ pk: 'o', sk: 'z' }]);

    const first = await items.scan({ TableName: 'things', Limit: 5 });
    const second = await items.scan({
      TableName: 'things',
      Limit: 5,
      ...(first.next && { ExclusiveStartKey: first.next }),
    });

    expect([...first.items, ...second.items]).toEqual([{ pk: 'o', sk: 'z' }, ...sortKeys.map(key)]);
    expect(second.next).toBeUndefined();
  });

  it('says that it does not model a filter', async () => {
    const items = engine();

    await expect(items.scan({ TableName: 'things', FilterExpression: 'n = :n' })).rejects.toThrow(
      'FilterExpression of Scan',
    );
  });
});

async function allPages(items: Items, query: Parameters<Items['query']>[0]): Promise<Item[]> {
  const found: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await items.query({ ...query, ...(start && { ExclusiveStartKey: start }) });
    found.push(...page.items);
    start = page.next;
  } while (start);
  return found;
}
