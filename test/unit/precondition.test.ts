import { expect, test } from 'vitest';
import type { Operation } from '#platform/operation.ts';
import { readPrecondition } from '#platform/precondition.ts';

test.each([
  ['"1"', ['1']],
  ['"1","2"', ['1', '2']],
  ['"1" , "2"  ,   "3"', ['1', '2', '3']],
  ['W/"1", "2"', ['2']],
  [`"1"${' '.repeat(10_000)},${' '.repeat(10_000)}"2"`, ['1', '2']],
])('a write may name the versions that it expects, with any spaces between them: %s', (ifMatch, tags) => {
  expect(readPrecondition(PutThing, asked(ifMatch))).toEqual({ value: { kind: 'present', tags }, errors: [] });
});

test.each(['"1";"2"', '"1",\t"2"', '"1",,"2"', '"1",'])('a list of versions is refused that is none: %j', (ifMatch) => {
  expect(readPrecondition(PutThing, asked(ifMatch)).errors).toEqual([
    { pointer: '/header/If-Match', detail: 'must be entity tags in quotes, or *' },
  ]);
});

const PutThing = {
  operationId: 'putThing',
  summary: 'A thing',
  method: 'PUT',
  path: '/things',
  scope: 'none',
  dialect: 'liftline',
  conditional: true,
  answers: { 200: null },
  problems: [],
} as const satisfies Operation;

function asked(ifMatch: string) {
  return { headers: new Map([['if-match', [ifMatch]]]) };
}
