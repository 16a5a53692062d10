/** Bodies, path segments, queries and header values that have broken other services, by family. */

const jsonOf = (text: string) => `{"text":${text}}`;
const ladder = (limit: number) => [limit - 1, limit, limit + 1];

/** Sent as the body of an operation that takes `{"text": string}` of at most 64 KiB. */
export const hostileBodies: readonly (string | Uint8Array)[] = [
  ...[
    '',
    ' ',
    'null',
    'true',
    '[]',
    '{}',
    '""',
    '0',
    '{',
    '}',
    '"',
    '{"text"',
    '{"text":}',
    "{'text':'a'}",
    'undefined',
    'NaN',
  ],
  ...numbers().map(jsonOf),
  ...[15, 16, 17, 1_000, 30_000].flatMap((depth) => [
    jsonOf(`${'['.repeat(depth)}${']'.repeat(depth)}`),
    jsonOf(`${'{"a":'.repeat(Math.min(depth, 12_000))}0${'}'.repeat(Math.min(depth, 12_000))}`),
    '['.repeat(depth),
  ]),
  ...ladder(65_536).map((bytes) => jsonOf(`"${'a'.repeat(bytes - jsonOf('""').length)}"`)),
  `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":0`).join(',')}}`,
  `[${'0,'.repeat(30_000)}0]`,
  ...['{"text":"a","text":"b"}', '{"text":"a","t\\u0065xt":"b"}'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'].flatMap((key) => [
    `{"text":"a","${key}":{"polluted":true}}`,
    jsonOf(`{"${key}":{"${key}":{"polluted":true}}}`),
  ]),
  ...[...controls(), '\ufeff', '\ufffe', '\uffff', '\u2028', '\u202e', 'Ａ', 'é', 'e\u0301'].map((text) =>
    jsonOf(`"${text}"`),
  ),
  ...['\\ud800', '\\udfff\\ud800', '\\u0000', '\\uFFFE', '\\u12', '\\x41', '\\', '\\ud83c\\udfbf'].map((text) =>
    jsonOf(`"${text}"`),
  ),
  ...[[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe2, 0x82], [0xef, 0xbb, 0xbf]].map(
    (bytes) => Buffer.concat([Buffer.from('{"text":"'), Buffer.from(bytes), Buffer.from('"}')]),
  ),
  Buffer.from(jsonOf('"a"'), 'utf16le'),
  ...[
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    '$' + '{jndi:ldap://a}',
    '{{7*7}}',
    '../../etc/passwd',
    '%s%n',
    '`id`',
  ].map((text) => jsonOf(JSON.stringify(text))),
];

/** Sent in place of a number between 1 and 1000 in a path. None of them is one. */
export const hostileSegments: readonly string[] = [
  ...numbers().filter((literal) => literal !== '1'),
  ...[
    '.',
    '..',
    '...',
    '%2e',
    '%2e%2e',
    '%2E%2E%2F',
    '%2f',
    '%5c',
    '%00',
    '%0d%0a',
    '%252e%252e',
    '%',
    '%zz',
    '%u0031',
    ';x=1',
    '1;x',
  ],
  ...[
    '%EF%BC%91',
    '%C0%AF',
    '%ED%A0%80',
    '%FF',
    '%31',
    '1%20',
    '+',
    '~',
    '*',
    '@',
    ':',
    '&',
    '=',
    '$',
    '!',
    "'",
    '(',
    ')',
    ',',
  ],
  ...['__proto__', 'constructor', 'null', 'undefined', 'true', 'a'.repeat(4_000), '1'.repeat(400)],
].filter((segment) => /^[!-~]+$/.test(segment));

export const hostileQueries: readonly string[] = [
  ...[
    'a',
    '=',
    '&',
    '&&&=',
    'a=b',
    'a=b&a=c',
    '__proto__=1',
    'constructor[prototype]=1',
    '%',
    '%zz',
    '%00=%00',
    'a=%ff',
  ],
  ...['a=%ed%a0%80', '?', '??', 'a[]=1', `${'a=1&'.repeat(2_000)}`, `${'a'.repeat(8_000)}`, '%F0%9F%8E%BF=1'],
];

export const hostileHeaders: readonly (readonly [string, string])[] = [
  ...[
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=a',
    'application/json; charset=utf-7',
    ';',
    ',',
    '*/*',
    '',
  ].map((value) => ['content-type', value] as const),
  ...['gzip', 'identity', 'br, gzip', ''].map((value) => ['content-encoding', value] as const),
  ...[
    'Bearer',
    'Bearer ',
    'Bearer  ',
    'bearer ..',
    'Basic YTpi',
    'Bearer gate gate',
    `Bearer ${'a'.repeat(8_000)}`,
    '',
  ].map((value) => ['authorization', value] as const),
  ...['', ' ', 'a b', 'é', '<script>', 'a'.repeat(65), '{{7*7}}'].map((value) => ['x-request-id', value] as const),
  ...['', '00', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`, 'ff-x'].map((value) => ['traceparent', value] as const),
  ...['0', '-1', 'abc', '1e3', '99999999999999999999'].map((value) => ['content-length', value] as const),
];

function numbers(): string[] {
  return [
    ...[
      '0',
      '-0',
      '1',
      '-1',
      '01',
      '+1',
      '1.0',
      '0.1',
      '1e2',
      '1E400',
      '.5',
      '5.',
      '0x1f',
      '0b1',
      '1_000',
      '１',
      'Infinity',
    ],
    ...[2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1].map(String),
    ...['9007199254740991', '9007199254740992', '9007199254740993', '9'.repeat(400), `1e${'9'.repeat(400)}`],
  ];
}

/** All of C0, DEL and C1. */
function controls(): string[] {
  return [...Array(32).keys(), ...Array.from({ length: 33 }, (_, index) => 0x7f + index)].map((code) =>
    String.fromCharCode(code),
  );
}
