import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openapiDocument } from '#platform/openapi.ts';
import type { Operation } from '#platform/operation.ts';
import { breakingChanges } from '../../lib/breaking-changes.ts';

describe('breakingChanges', () => {
  test.each<[string, Partial<Operation>, string]>([
    ['a path that is gone', { path: '/other/{thingID}' }, '/things/{thingID}: the path is gone'],
    ['a method that is gone', { method: 'POST' }, 'PUT /things/{thingID}: it is gone'],
    ['another operationId', { operationId: 'setThing' }, `${at}: the operationId is no longer putThing`],
    ['another scope', { scope: 'rides:admin' }, `${at}: it takes another scope`],
    ['a success that is gone', { answers: {} }, `${at}: status 200 is gone`],
    ['a refusal that is gone', { problems: [] }, `${at}: status 409 is gone`],
    ['an answer without its body', { answers: { 200: null } }, `${at}: answer 200: application/json is gone`],
    ['a body that is gone', { body: undefined }, `${at}: it takes no body any more`],
    ['a parameter that is gone', { query: z.object({}) }, `${at}: parameter query limit is gone`],
    [
      'a new parameter that is required',
      { query: query.extend({ mode: z.string() }) },
      `${at}: parameter query mode is newly required`,
    ],
    [
      'a parameter that became required',
      { query: z.object({ limit: z.int().max(100) }) },
      `${at}: parameter query limit is newly required`,
    ],
    [
      'a narrower parameter',
      { query: z.object({ limit: z.int().max(50).optional() }) },
      `${at}: parameter query limit: maximum went from 100 to 50`,
    ],
    ['a field that is no longer taken', { body: body.omit({ note: true }) }, `${at}: request/note is gone`],
    [
      'a new field that is required',
      { body: body.extend({ more: z.string() }) },
      `${at}: request/more is newly required`,
    ],
    [
      'a field that became required',
      { body: body.extend({ note: z.string() }) },
      `${at}: request/note is newly required`,
    ],
    [
      'another type of a field',
      { body: body.extend({ name: z.int() }) },
      `${at}: request/name: type went from "string" to "integer"`,
    ],
    [
      'a longer minimum',
      { body: body.extend({ name: z.string().min(2).max(9) }) },
      `${at}: request/name: minLength went from none to 2`,
    ],
    [
      'fewer values of an enumeration',
      { body: body.extend({ kind: z.enum(['a']) }) },
      `${at}: request/kind: enum went from ["a","b"] to ["a"]`,
    ],
    [
      'a narrower element of an array',
      { body: body.extend({ tags: z.array(z.string().max(5)) }) },
      `${at}: request/tags/items: maxLength went from none to 5`,
    ],
    [
      'a field that is no longer answered',
      { answers: { 200: answer.omit({ name: true }) } },
      `${at}: answer 200/name is gone`,
    ],
    [
      'a field that is not always answered any more',
      { answers: { 200: answer.extend({ name: z.string().optional() }) } },
      `${at}: answer 200/name is no longer always there`,
    ],
    [
      'an answer with values it did not have',
      { answers: { 200: answer.extend({ kind: z.enum(['a', 'b', 'c']) }) } },
      `${at}: answer 200/kind: enum went from ["a","b"] to ["a","b","c"]`,
    ],
    [
      'an answer of another type',
      { answers: { 200: answer.extend({ name: z.int() }) } },
      `${at}: answer 200/name: type went from "string" to "integer"`,
    ],
  ])('finds %s', (_, change, said) => {
    const found = breakingChanges(documentOf(PutThing), documentOf({ ...PutThing, ...change }));

    expect(found).toContain(said);
  });

  test.each<[string, Partial<Operation>]>([
    ['nothing', {}],
    ['a new optional parameter', { query: query.extend({ mode: z.string().optional() }) }],
    ['a new optional field', { body: body.extend({ more: z.string().optional() }) }],
    ['a field that became optional', { body: body.extend({ name: z.string().max(9).optional() }) }],
    ['a wider field', { body: body.extend({ name: z.string().max(10), kind: z.enum(['a', 'b', 'c']) }) }],
    ['a number where an integer was', { body: body.extend({ count: z.number().optional() }) }],
    ['a new field of an answer', { answers: { 200: answer.extend({ more: z.string() }) } }],
    ['a narrower answer', { answers: { 200: answer.extend({ kind: z.enum(['a']) }) } }],
    ['a new status', { answers: { 200: answer, 201: null } }],
    ['other words', { summary: 'Put', description: 'A thing.' }],
  ])('has nothing against %s', (_, change) => {
    expect(breakingChanges(documentOf(PutThing), documentOf({ ...PutThing, ...change }))).toEqual([]);
  });
});

const at = 'PUT /things/{thingID}';

const query = z.object({ limit: z.int().max(100).optional() });
const body = z.strictObject({
  name: z.string().max(9),
  note: z.string().optional(),
  kind: z.enum(['a', 'b']),
  count: z.int().optional(),
  tags: z.array(z.string()).optional(),
});
const answer = z.object({ name: z.string(), kind: z.enum(['a', 'b']) });

const PutThing: Operation = {
  operationId: 'putThing',
  summary: 'Write a thing',
  method: 'PUT',
  path: '/things/{thingID}',
  scope: 'rides:write',
  dialect: 'liftline',
  params: z.object({ thingID: z.string() }),
  query,
  body,
  answers: { 200: answer },
  problems: ['account_closed'],
};

const documentOf = (operation: Operation) => openapiDocument({ things: { operation } });
