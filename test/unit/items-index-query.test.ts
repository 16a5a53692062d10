import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '#platform/items.ts';
import { account, engine, found, nameOf, opened, ownedBy } from '../fakes/ledger.ts';
import { text } from '../fakes/things.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

describe('a query of an index', () => {
  it.each<[string, Item, string[]]>([
    ['openedAt = :a', { ':a': 'b' }, ['2', '3']],
    ['openedAt < :a', { ':a': 'b' }, ['1']],
    ['openedAt <= :a', { ':a': 'b' }, ['1', '2', '3']],
    ['openedAt > :a', { ':a': 'b' }, ['4', '5']],
    ['openedAt >= :a', { ':a': 'b' }, ['2', '3', '4', '5']],
    ['openedAt BETWEEN :a AND :b', { ':a': 'b', ':b': 'bb' }, ['2', '3', '4']],
    ['begins_with(openedAt, :a)', { ':a': 'b' }, ['2', '3', '4']],
  ])('reads by %s, in either direction', async (condition, values, expected) => {
    const { items } = await opened({ 1: 'a', 2: 'b', 3: 'b', 4: 'bb', 5: 'c' });
    const query = ownedBy('ann', condition, values);

    expect(await found(items, query)).toEqual(expected);
    expect(await found(items, { ...query, ScanIndexForward: false })).toEqual(expected.toReversed());
  });

  it('goes on behind a key that holds that of the index and that of the table', async () => {
    const { items } = await opened({ 1: 'a', 2: 'b', 3: 'b', 4: 'c' });

    const first = await items.query({ ...ownedBy('ann'), Limit: 2 });
    const rest = await items.query({ ...ownedBy('ann'), ...(first.next && { ExclusiveStartKey: first.next }) });

    expect(first.next).toEqual({ ...account('2'), ownerID: 'ann', openedAt: 'b' });
    expect([...first.items, ...rest.items].map(nameOf)).toEqual(['1', '2', '3', '4']);
  });

  it('reads in pages of any size all that it reads at once, sorted by the bytes of the key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            text,
            text.map((each) => `${each}\u0000`),
          ),
          { minLength: 1, maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (openings, Limit, ScanIndexForward) => {
          const { items } = await opened(Object.fromEntries(openings.entries()));

          const keys = await found(items, { ...ownedBy('ann'), Limit, ScanIndexForward });

          const sorted = keys.map((name) => Buffer.from(openings[Number(name)] ?? ''));
          expect(keys.toSorted()).toEqual(Object.keys(openings).toSorted());
          expect(sorted).toEqual(
            sorted.toSorted(Buffer.compare).map((_, at, all) => all.at(ScanIndexForward ? at : -1 - at)),
          );
        },
      ),
    );
  });

  it.each<[string, object]>([
    ['a consistent read', { ConsistentRead: true }],
    ['an index that the table does not have', { IndexName: 'byName' }],
    ['a condition on the key of the table', { KeyConditionExpression: 'pk = :owner' }],
    ['a start without the key of the table', { ExclusiveStartKey: { ownerID: 'ann', openedAt: 'a' } }],
    ['a start in another partition', { ExclusiveStartKey: { ...account('1'), ownerID: 'bob', openedAt: 'a' } }],
    ['a start of another type', { ExclusiveStartKey: { ...account('1'), ownerID: 'ann', openedAt: 1 } }],
  ])('is refused for %s', async (_, wrong) => {
    const { items } = await opened({ 1: 'a' });

    await expect(items.query({ ...ownedBy('ann'), ...wrong })).rejects.toThrow(refused);
  });

  it('is not there for a scan, by name', async () => {
    const { items } = engine();

    await expect(items.scan({ TableName: 'ledger', IndexName: 'byOwner' })).rejects.toThrow('IndexName of Scan');
  });
});
