import fc from 'fast-check';

/** Few and small, so that they meet. */
export const numbers = fc.constantFrom(0, 1, 2, -7, 12345);
export const strings = fc.constantFrom('', 'a', 'ab', 'é', '\uffee', '😀');
export const values: fc.Arbitrary<unknown> = fc.oneof(
  numbers,
  strings,
  fc.constantFrom<unknown>(true, false, null),
  fc.constantFrom<unknown>([], [1, 'a'], {}, { a: 1 }, { a: 'a', b: { c: 1 } }),
);

/** What an item holds beside its key: a number at `n`, text at `s`, a map at `m`; most of the time. */
export const attributes = fc.record(
  {
    n: mostly(numbers, values),
    s: mostly(strings, values),
    m: mostly(fc.constantFrom<unknown>({}, { a: 1 }, { a: 'a', b: 2 }), values),
    flag: values,
  },
  { requiredKeys: [] },
);

/** What is usual, and in one case of twelve what is not. */
export function mostly<T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 11, arbitrary: usual }, { weight: 1, arbitrary: unusual });
}
