import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timestamp } from '#platform/timestamp.ts';

const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

it('is what Date makes of the same moment, whichever day was asked for before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: LAST }), { minLength: 1 }), (moments) => {
      expect(moments.map(timestamp)).toEqual(moments.map((at) => new Date(at).toISOString()));
    }),
  );
});

it.each([0, 86_399_999, 86_400_000, Date.UTC(2024, 1, 29), LAST])('keeps to the day at its edges: %d', (at) => {
  expect(timestamp(at)).toBe(new Date(at).toISOString());
});
