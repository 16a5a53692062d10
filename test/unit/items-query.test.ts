import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '#platform/items.ts';
import { compareStrings } from '../../lib/local/items/values.ts';
import { engine, engineWithRows, key, query, sortKeys, text } from '../fakes/things.ts';

const refused = expect.objectContaining({ name: 'ValidationException' });

describe('a query', () => {
  it.each<[string, Item, string[]]>([
    ['pk = :p', {}, sortKeys],
    ['pk = :p AND sk = :s', { ':s': 'b' }, ['b']],
    ['sk = :s AND pk = :p', { ':s': 'b' }, ['b']],
    ['(pk = :p) AND (sk < :s)', { ':s': 'b' }, ['a', 'ab']],
    ['(pk = :p AND sk <= :s)', { ':s': 'b' }, ['a', 'ab', 'b']],
    ['pk = :p AND sk > :s', { ':s': 'c' }, ['é', '\uffee', '😀']],
    ['pk = :p AND sk >= :s', { ':s': '\uffee' }, ['\uffee', '😀']],
    ['pk = :p AND sk BETWEEN :s AND :t', { ':s': 'ab', ':t': 'c' }, ['ab', 'b', 'c']],
    ['pk = :p AND begins_with(sk, :s)', { ':s': 'a' }, ['a', 'ab']],
    ['pk = :p AND begins_with(sk, :s)', { ':s': '😀' }, ['😀']],
    ['pk = :p AND sk > :s', { ':s': '😀' }, []],
  ])('reads by %s', async (KeyConditionExpression, values, found) => {
    const items = await engineWithRows();

    const page = await items.query(query(KeyConditionExpression, values));

    expect(page.items.map(({ sk }) => sk)).toEqual(found);
    expect(page.next).toBeUndefined();
  });

  it.each<[string, string, Item?]>([
    ['an empty expression', ''],
    ['another operator', 'pk = :p AND sk <> :s', { ':s': 'a' }],
    ['OR', 'pk = :p OR sk = :s', { ':s': 'a' }],
    ['NOT', 'NOT pk = :p'],
    ['no partition key', 'sk = :p'],
    ['an order of partition keys', 'pk > :p'],
    ['another attribute', 'pk = :p AND n = :s', { ':s': 1 }],
    ['two conditions on one key', 'pk = :p AND sk > :s AND sk < :t', { ':s': 'a', ':t': 'b' }],
    ['a key compared with another', 'pk = sk'],
    ['attribute_exists', 'pk = :p AND attribute_exists(sk)'],
    ['a path into a key', 'pk.x = :p'],
    ['bounds the wrong way round', 'pk = :p AND sk BETWEEN :s AND :t', { ':s': 'b', ':t': 'a' }],
    ['an empty key', 'pk = :p AND begins_with(sk, :s)', { ':s': '' }],
    ['a key that is a number', 'pk = :p AND sk = :s', { ':s': 1 }],
    ['an unused value', 'pk = :p', { ':s': 'a' }],
    ['an undefined value', 'pk = :p AND sk = :s'],
  ])('is refused for %s', async (_, KeyConditionExpression, values) => {
    const items = await engineWithRows();

    await expect(items.query(query(KeyConditionExpression, values))).rejects.toThrow(refused);
  });

  it.each(['FilterExpression', 'ProjectionExpression', 'Select'])('says that it does not model %s', async (field) => {
    const items = await engineWithRows();

    await expect(items.query({ ...query('pk = :p'), [field]: 'x' })).rejects.toThrow(`${field} of Query`);
  });

  it('refuses a condition on the sort key of a table that has none', async () => {
    const items = engine();

    const page = items.query({ ...query('pk = :p AND sk = :s', { ':s': 'a' }), TableName: 'plain' });

    await expect(page).rejects.toThrow(refused);
  });

  it('finds by a prefix exactly the keys that start with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { minLength: 1 }), text, async (keys, prefix) => {
        const items = engine();
        await items.putAll('things', keys.map(key));

        const found = await items.query(query('pk = :p AND begins_with(sk, :s)', { ':s': prefix }));

        expect(found.items.map(({ sk }) => String(sk)).toSorted(compareStrings)).toEqual(
          keys.filter((key) => key.startsWith(prefix)).toSorted(compareStrings),
        );
      }),
    );
  });
});

describe('the order of strings', () => {
  it('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareStrings(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
