import { expect, test } from 'vitest';
import { readJson } from '#platform/json.ts';
import { received, sendable } from '../../lib/local/threads/spellings.ts';

const read = (text: string) => {
  const json = readJson(Buffer.from(text));
  if (json.kind === 'refused') throw new Error(json.error.detail);
  return json.value as object;
};

test('what has no misspelled number crosses as it is', () => {
  const input = read('{"rides":[{"time":217},null,[true,"1.0"]]}');

  expect(received(structuredClone(sendable(input)))).toEqual(input);
});

test('a misspelled number crosses with its spelling, however deep it lies', () => {
  const input = read('{"rides":[{"time":217.0,"liftID":21},1e400]}');

  const crossed = received(structuredClone(sendable(input))) as { rides: [Record<string, unknown>, symbol] };

  expect((crossed.rides[0]['time'] as symbol).description).toBe('217.0');
  expect(crossed.rides[0]['liftID']).toBe(21);
  expect(crossed.rides[1].description).toBe('1e400');
});
