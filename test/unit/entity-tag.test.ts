import { describe, expect, test } from 'vitest';
import { ok } from '#platform/answer.ts';
import { entityTagOf, revalidated } from '#platform/entity-tag.ts';
import type { Operation } from '#platform/operation.ts';
import { problem } from '#platform/problem.ts';
import { render } from '#platform/render.ts';

const answer = ok({ a: 1 }, { etag: '"v,1"', 'cache-control': 'max-age=9' });

describe('an answer with a tag', () => {
  test.each(['"v,1"', 'W/"v,1"', '"other", "v,1"', '*', ' "x" ,\t"v,1" '])('is 304 to who has it: %s', (named) => {
    const { status, headers, body } = render(revalidated(answer, GetThing, asked(named)), { requestId: 'r-1' });

    expect([status, body]).toEqual([304, '']);
    expect(headers).toMatchObject({ etag: '"v,1"', 'cache-control': 'max-age=9' });
    // Of a 304 they would be those of the 200.
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['content-length']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['content-type']));
  });

  test.each(['"v"', 'v,1', '"V,1"', '"v", 1"', '', '"other"'])('is 200 to who names another: %s', (named) => {
    expect(revalidated(answer, GetThing, asked(named))).toBe(answer);
  });

  test('is 200 to who names none, and where the contract knows no 304', () => {
    expect(revalidated(answer, GetThing, asked())).toBe(answer);
    expect(revalidated(answer, { ...GetThing, answers: { 200: null } }, asked('*'))).toBe(answer);
  });

  test('is compared in all the lines of the header together', () => {
    expect(revalidated(answer, GetThing, asked('"x"', '"v,1"'))).toMatchObject({ status: 304 });
  });
});

test('a refusal, and an answer without a tag, stay what they are', () => {
  const [refused, plain] = [problem('not_found'), ok(1)];

  expect(revalidated(refused, GetThing, asked('*'))).toBe(refused);
  expect(revalidated(plain, GetThing, asked('*'))).toBe(plain);
});

test('a tag is of 22 characters that need no quotes, and another for another text', () => {
  expect(entityTagOf('a')).toMatch(/^[\w-]{22}$/);
  expect(entityTagOf('a')).toBe(entityTagOf('a'));
  expect(entityTagOf('b')).not.toBe(entityTagOf('a'));
});

function asked(...named: string[]) {
  return { headers: new Map(named.length > 0 ? [['if-none-match', named]] : []) };
}

const GetThing = {
  operationId: 'getThing',
  summary: 'Read a thing',
  method: 'GET',
  path: '/thing',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: null, 304: null },
  problems: [],
} as const satisfies Operation;
