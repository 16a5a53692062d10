import { describe, expect, it } from 'vitest';
import { NotModelled } from '../../lib/local/items/errors.ts';
import { predicateOf } from '../../lib/local/items/expression/predicate.ts';
import { type Names, type Values, valuesFor } from '../../lib/local/items/expression/substitutes.ts';

const item = { pk: 'p', n: 1, s: 'abc', b: true, z: null, l: [1, { a: 2 }], m: { a: 1, b: { c: 3 } } };

describe('a condition', () => {
  it.each<[string, Values?, Names?]>([
    ['n = :v', { ':v': 1 }],
    [':v = n', { ':v': 1 }],
    ['n <> :v', { ':v': '1' }],
    ['n < :v', { ':v': 2 }],
    ['n <= :v', { ':v': 1 }],
    ['s > :v', { ':v': 'abb' }],
    ['s >= :v', { ':v': 'abc' }],
    ['b = :v', { ':v': true }],
    ['z = :v', { ':v': null }],
    ['l = :v', { ':v': [1, { a: 2 }] }],
    ['m = :v', { ':v': { b: { c: 3 }, a: 1 } }],
    ['m.a = :v', { ':v': 1 }],
    ['#m.#a = :v', { ':v': 1 }, { '#m': 'm', '#a': 'a' }],
    ['absent <> :v', { ':v': 1 }],
    ['absent <> gone'],
    ['n.a <> :v', { ':v': 1 }],
    ['n BETWEEN :v AND :w', { ':v': 1, ':w': 1 }],
    ['n between :v and absent OR n = :v', { ':v': 1 }],
    [':v BETWEEN n AND m.a', { ':v': 1 }],
    ['begins_with(s, :v)', { ':v': 'ab' }],
    ['begins_with(s, :v)', { ':v': '' }],
    ['begins_with(:v, s)', { ':v': 'abcd' }],
    ['attribute_exists ( z )'],
    ['attribute_exists(m.b)'],
    ['attribute_not_exists(absent)'],
    ['attribute_not_exists(toString)'],
    ['attribute_not_exists(s.a)'],
    ['NOT n = :v', { ':v': 2 }],
    ['not not n = :v', { ':v': 1 }],
    ['n = :v OR n = :w AND n = :w', { ':v': 1, ':w': 2 }],
    ['NOT n = :w AND n = :v', { ':v': 1, ':w': 2 }],
    ['((n = :w) OR n = :v) AND NOT (n = :w)', { ':v': 1, ':w': 2 }],
    ['attribute_not_exists(pk) OR n <= :now', { ':now': 1 }],
    ['n < :new OR s = :same', { ':new': 1, ':same': 'abc' }],
  ])('holds: %s %j', (text, values, names) => {
    expect(evaluate({ text, values, names })).toBe(true);
  });

  it.each<[string, Values?]>([
    ['n = :v', { ':v': '1' }],
    ['absent = gone'],
    ['absent = :v', { ':v': null }],
    ['n < :v', { ':v': '2' }],
    ['b < n'],
    ['absent < :v', { ':v': 1 }],
    ['l = :v', { ':v': [{ a: 2 }, 1] }],
    ['m = :v', { ':v': { a: 1 } }],
    ['n BETWEEN :v AND absent', { ':v': 1 }],
    ['begins_with(n, :v)', { ':v': '1' }],
    ['begins_with(s, n)'],
    ['attribute_exists(n.a)'],
    ['(n = :v OR n = :w) AND n = :w', { ':v': 1, ':w': 2 }],
    ['NOT (n = :v)', { ':v': 1 }],
    ['attribute_not_exists(pk) OR n <= :now', { ':now': 0 }],
    ['attribute_not_exists(pk) OR absent <= :now', { ':now': 1 }],
    ['n < :new OR s = :same', { ':new': 1, ':same': 'other' }],
  ])('does not hold: %s %j', (text, values) => {
    expect(evaluate({ text, values })).toBe(false);
  });

  it.each<[label: string, text: string, values?: Values, names?: Names]>([
    ['nothing', ''],
    ['blanks', '  '],
    ['a bare attribute', 'n'],
    ['a reserved word', 'name = :v', { ':v': 1 }],
    ['a reserved word in any case', 'm.Status = :v', { ':v': 1 }],
    ['an undefined name', '#n = :v', { ':v': 1 }],
    ['an undefined value', 'n = :v'],
    ['an undefined value that would not be reached', 'attribute_exists(pk) OR n = :w'],
    ['an unused name', 'n = :v', { ':v': 1 }, { '#n': 'n' }],
    ['an unused value', 'n = :v', { ':v': 1, ':w': 1 }],
    ['an empty map of names', 'attribute_exists(n)', undefined, {}],
    ['an empty map of values', 'attribute_exists(n)', {}],
    ['an empty name', 'attribute_exists(#n)', undefined, { '#n': '' }],
    ['a value that is undefined', 'n = :v', { ':v': undefined }],
    ['redundant parentheses', '((n = :v))', { ':v': 1 }],
    ['a parenthesis that is not closed', '(n = :v', { ':v': 1 }],
    ['a parenthesis that was not opened', 'n = :v)', { ':v': 1 }],
    ['two conditions without an operator', 'n = :v n = :v', { ':v': 1 }],
    ['a number', 'n = 1'],
    ['an operator of another language', 'n != :v', { ':v': 1 }],
    ['a name with a dash', 'a-b = :v', { ':v': 1 }],
    ['an attribute compared with itself', 'n = n'],
    ['a bound that is the operand', 'n BETWEEN :v AND n', { ':v': 1 }],
    ['an order of booleans', 'b < :v', { ':v': true }],
    ['an order of maps, also where it is not reached', 'attribute_exists(pk) OR m > :v', { ':v': {} }],
    ['bounds of two types', 'n BETWEEN :v AND :w', { ':v': 1, ':w': '2' }],
    ['bounds the wrong way round', 'n BETWEEN :v AND :w', { ':v': 2, ':w': 1 }],
    ['a prefix that is a number', 'begins_with(s, :v)', { ':v': 1 }],
    ['a value where a path must be', 'attribute_exists(:v)', { ':v': 1 }],
    ['an unknown function', 'foo(n)'],
    ['a function in another case', 'Attribute_Exists(n)'],
    ['too many operands', 'attribute_exists(n, s)'],
    ['a function compared', 'attribute_exists(n) = :v', { ':v': true }],
    ['more than 4 KB', 'attribute_exists(n)'.padEnd(4097)],
    ['more than 300 operators', Array.from({ length: 151 }, () => 'n<>:v').join(' OR '), { ':v': 1 }],
    [
      'a placeholder of more than 255 bytes',
      `attribute_exists(#${'n'.repeat(255)})`,
      undefined,
      { [`#${'n'.repeat(255)}`]: 'n' },
    ],
  ])('is refused for %s', (_, text, ...[values, names]) => {
    expect(() => evaluate({ text, values, names })).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });

  it.each<[label: string, text: string, values?: Values, names?: Names]>([
    ['IN', 'n IN (:v)', { ':v': 1 }],
    ['size', 'size(s) = :v', { ':v': 1 }],
    ['contains', 'contains(s, :v)', { ':v': 'a' }],
    ['attribute_type', 'attribute_type(s, :v)', { ':v': 'S' }],
    ['a list element', 'l[0] = :v', { ':v': 1 }],
    ['more than one level', 'm.b.c = :v', { ':v': 1 }],
    ['parentheses', 'n = (:v)', { ':v': 1 }],
    ['__proto__', 'attribute_exists(#p)', undefined, { '#p': '__proto__' }],
    ['class Set', 'n = :v', { ':v': new Set([1]) }],
    ['class Buffer', 'n = :v', { ':v': Buffer.from('a') }],
    ['bigint', 'n = :v', { ':v': 1n }],
    ['safe integer', 'n = :v', { ':v': 2 ** 53 }],
    ['safe integer', 'n = :v', { ':v': 1.5 }],
    ['lone surrogate', 'n = :v', { ':v': '\ud800' }],
  ])('says that it does not model %s: %s', (feature, text, ...[values, names]) => {
    expect(() => evaluate({ text, values, names })).toThrow(NotModelled);
    expect(() => evaluate({ text, values, names })).toThrow(feature);
  });

  it('means what its names mean this time, though it is compiled once', () => {
    const text = '#x = :v';
    const values = { ':v': 1 };

    const answers = ['n', 's', 'n'].map((name) => evaluate({ text, values, names: { '#x': name } }));

    expect(answers).toEqual([true, false, true]);
  });

  it('sees an absent item as one without attributes', () => {
    const absent = predicateOf('attribute_not_exists(pk)');

    expect(absent.holds({}, {})).toBe(true);
  });
});

function evaluate({
  text,
  values,
  names,
}: {
  text: string;
  values?: Values | undefined;
  names?: Names | undefined;
}): boolean {
  const predicate = predicateOf(text, names);
  const given = { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  const checked = valuesFor(given, [predicate]);
  predicate.check(checked);
  return predicate.holds(item, checked);
}
