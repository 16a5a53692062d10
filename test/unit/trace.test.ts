import { describe, expect, test } from 'vitest';
import { requestIdOf, traceparentOf } from '#platform/trace.ts';

describe('requestIdOf', () => {
  test('takes the id of the client', () => {
    expect(requestIdOf(sent('x-request-id', 'gate_7-42'), random)).toBe('gate_7-42');
  });

  test.each([[], ['', 'a'], [''], ['a b'], ['a\n'], ['ü'], ['a'.repeat(65)], ['a', 'a']])(
    'makes a new one in place of %j',
    (...values) => {
      expect(requestIdOf(sent('x-request-id', ...values), random)).toBe('made-here');
    },
  );
});

describe('traceparentOf', () => {
  const valid = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  test('takes a valid one', () => {
    expect(traceparentOf(sent('traceparent', valid))).toBe(valid);
  });

  test.each([
    [],
    [valid, valid],
    [valid.toUpperCase()],
    [`${valid}-extra`],
    [valid.replace('00-', 'ff-')],
    [valid.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32))],
    [valid.replace('00f067aa0ba902b7', '0'.repeat(16))],
    [valid.slice(1)],
  ])('ignores %j', (...values) => {
    expect(traceparentOf(sent('traceparent', ...values))).toBeUndefined();
  });
});

const random = { fraction: () => 0, uuid: () => 'made-here' };

function sent(name: string, ...values: string[]) {
  return { headers: new Map(values.length > 0 ? [[name, values]] : []) };
}
