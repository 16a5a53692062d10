import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asMeasured, JSON_DEPTH_MAX, pointerTo, readJson } from '#platform/json.ts';

describe('readJson', () => {
  test('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(acceptable, (value) => {
        const read = readJson(bytesOf(JSON.stringify(value)));

        expect(read).toEqual({ kind: 'json', value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  test('throws at no bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['json', 'refused']).toContain(readJson(bytes).kind);
      }),
    );
  });

  test('accepts nothing that JSON.parse refuses, and reads the rest as it does', () => {
    fc.assert(
      fc.property(nearJson, (text) => {
        const read = readJson(bytesOf(text));

        if (read.kind === 'json') expect(measuredIn(read.value)).toEqual(JSON.parse(text));
        else expect(read.error.detail).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '0',
    '-1',
    '1.5',
    '0.1',
    '1e-7',
    '1e+21',
    '999999999999999',
    '9007199254740991',
    '-2.2250738585072014e-308',
    '-0.0000010077015959284532',
  ])('accepts the number %s', (literal) => {
    expect(readJson(bytesOf(literal))).toEqual({ kind: 'json', value: Number(literal) });
  });

  test.each([...['01', '00', '+1', '0x1', '.5', '5.', 'NaN', 'Infinity', '-', '--1', '1-1']])(
    'refuses %s, which is no number',
    (literal) => {
      expect(readJson(bytesOf(`{"a":[0,${literal}]}`)).kind).toBe('refused');
    },
  );

  test.each([
    ...['-0', '1.0', '0.10', '1e2', '1E+21', '1e21', '1e400', '-1e400', '9007199254740993'],
    ...['9'.repeat(400), `0.${'1'.repeat(400)}`],
  ])('reads the number %s, which is not in canonical form, as what nothing but a measure takes', (literal) => {
    const read = readJson(bytesOf(`{"a":[0,${literal}]}`));

    expect(read).toEqual({ kind: 'json', value: { a: [0, expect.any(Symbol)] } });
    expect(measuredIn(read)).toEqual({ kind: 'json', value: { a: [0, Number(literal)] } });
  });

  test.each([
    ['a duplicate key in an array', '{"a":[0,{"b":1,"b":1}]}', '/a/1/b'],
    ['a duplicate key', '{"a":{"b":1,"c":2,"b":3}}', '/a/b'],
    ['a duplicate key in another spelling', '{"b":1,"\\u0062":3}', '/b'],
    ['__proto__', '{"a":[{"__proto__":{}}]}', '/a/0/__proto__'],
    ['__proto__ in another spelling', '{"__pro\\u0074o__":{}}', '/__proto__'],
    ['half of a surrogate pair', '{"a":"\\ud800"}', '/a'],
    ['a surrogate pair in the wrong order', '{"a":"\\udc00\\ud800"}', '/a'],
    ['U+FFFE, escaped', '{"a":"\\uFFFE"}', '/a'],
    ['U+FFFF, raw', '{"a":"\uffff"}', '/a'],
    ['U+FFFF in a key', '{"a":1,"b":{"\uffff":2}}', '/b'],
    ['a key with slashes and tildes', '{"a/~":{"c":"\\uFFFE"}}', '/a~1~0/c'],
  ])('points at %s', (_, text, pointer) => {
    expect(readJson(bytesOf(text))).toMatchObject({ kind: 'refused', error: { pointer } });
  });

  test.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
    ['an unfinished object', '{"a":1'],
    ['an unfinished string', '{"a":"'],
    ['an unfinished escape', '"\\'],
    ['a truncated unicode escape', '"\\u12"'],
    ['a key without quotes', '{a:1}'],
    ['a comment', '{}//'],
    ['two documents', '{}{}'],
    ['a control character in a string', '"\u0000"'],
    ['a closing bracket too many', '[]]]]'],
  ])('refuses %s', (_, text) => {
    expect(readJson(bytesOf(text))).toEqual({ kind: 'refused', error: { pointer: '', detail: 'must be JSON' } });
  });

  test.each([
    ['an invalid byte', [0x22, 0xff, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ])('refuses %s', (_, bytes) => {
    expect(readJson(Uint8Array.from(bytes))).toMatchObject({ kind: 'refused', error: { detail: 'must be UTF-8' } });
  });

  test('takes a surrogate pair and keys that only look dangerous', () => {
    const text = '{"\\ud83c\\udfbf":"\\u0000","constructor":1,"toString":{"constructor":2},"":3}';

    expect(readJson(bytesOf(text))).toEqual({ kind: 'json', value: JSON.parse(text) });
  });

  test.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('nests %s as deep as the limit and no deeper', (open, close) => {
    const nested = (depth: number) => bytesOf(`${open.repeat(depth)}1${close.repeat(depth)}`);

    expect(readJson(nested(JSON_DEPTH_MAX)).kind).toBe('json');
    expect(readJson(nested(JSON_DEPTH_MAX + 1)).kind).toBe('refused');
    expect(readJson(bytesOf(open.repeat(100_000))).kind).toBe('refused');
  });
});

describe('pointerTo', () => {
  test('escapes tilde and slash as RFC 6901 says', () => {
    expect(pointerTo(['a/b', 'm~n', 0, ''])).toBe('/a~1b/m~0n/0/');
  });
});

/** With the numbers that JSON.parse would read. */
function measuredIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(measuredIn);
  if (value === null || typeof value !== 'object') return asMeasured(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, measuredIn(part)]));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Values that survive every rule: `toEqual` tells 0 from -0, and JSON writes both as 0. */
const acceptable = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }).filter((value) => {
  const text = JSON.stringify(value);
  return !/__proto__|[\uFFFE\uFFFF]|\\u[dD][89a-fA-F]|\\u[fF]{3}[eEfF]/.test(text);
});

/** Texts that are nearly JSON: pieces of it in any order, often balanced. */
const nearJson = fc.oneof(
  fc.json().map((text) => text.replaceAll(' ', '')),
  fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b"',
        '"\\u0061"',
        '1',
        '-',
        '1.0',
        '1e5',
        'true',
        'null',
        ' ',
        '"',
        '\\',
      ),
      { maxLength: 30 },
    )
    .map((pieces) => pieces.join('')),
);
