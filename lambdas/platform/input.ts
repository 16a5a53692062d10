import { isAscii } from 'node:buffer';
import * as z from 'zod';
import { pointerTo, readJson } from './json.ts';
import type { Operation } from './operation.ts';
import { type FieldError, type Problem, problem } from './problem.ts';
import { parseQuery } from './query.ts';

/** A value that satisfies its schema, or what is wrong with it. */
export interface Checked {
  readonly value?: unknown;
  readonly errors: readonly FieldError[];
}

export function readParams({ params }: Operation, variables: Readonly<Record<string, string>>): Checked {
  return params ? check(params, variables, ['path']) : NOTHING;
}

/** A repeated parameter is an array where the schema says so, and an error where it does not. */
export function readQuery({ query: schema, dialect }: Operation, query: string): Checked {
  if (query === '' && !schema) return NOTHING;
  const parameters = parseQuery(query);
  if (!parameters) return { errors: [{ pointer: '/query', detail: 'must be percent-encoded UTF-8' }] };

  const errors: FieldError[] = [];
  const values: Record<string, string | string[]> = {};
  for (const [name, sent] of parameters) {
    const parameter = schema && Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    const pointer = pointerTo(['query', name]);
    if (!parameter) {
      if (dialect === 'liftline') errors.push({ pointer, detail: 'is not a parameter of this operation' });
    } else if (isArray(parameter)) values[name] = sent;
    else if (sent.length > 1) errors.push({ pointer, detail: 'must be given once' });
    else values[name] = sent[0] ?? '';
  }

  if (!schema || errors.length > 0) return { errors };
  return check(schema, values, ['query']);
}

export function readBody({ body: schema, dialect }: Operation, body: Uint8Array): Checked {
  if (!schema) return NOTHING;
  if (dialect === 'oauth') return readForm(schema, body);
  const json = readJson(body);
  return json.kind === 'json' ? check(schema, json.value, []) : { errors: [json.error] };
}

/** OAuth's rules: nothing twice, an empty value is none, and what is not known is ignored (RFC 6749 §3.2). */
function readForm(schema: z.ZodType, body: Uint8Array): Checked {
  const parameters = isAscii(body) ? parseQuery(Buffer.from(body).toString('latin1')) : undefined;
  if (!parameters) return { errors: [{ pointer: '', detail: 'must be a form of percent-encoded UTF-8' }] };

  const twice = [...parameters].filter(([, sent]) => sent.length > 1);
  if (twice.length > 0) {
    return { errors: twice.map(([name]) => ({ pointer: pointerTo([name]), detail: 'must be given once' })) };
  }
  const given = [...parameters].filter(([, [value]]) => value !== '').map(([name, [value]]) => [name, value]);
  return check(schema, Object.fromEntries(given), []);
}

const NOTHING: Checked = { errors: [] };

function check(schema: z.ZodType, value: unknown, at: readonly string[]): Checked {
  const parsed = parseSent(schema, value);
  return parsed.success ? { value: parsed.data, errors: NOTHING.errors } : { errors: errorsIn(parsed.error, at) };
}

/** Parses what was sent, and tells of a number that readJson has read as a symbol what is wrong with it. */
export function parseSent<S extends z.ZodType>(schema: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  return schema.safeParse(value, { error: ({ input }) => (typeof input === 'symbol' ? MISSPELLED : undefined) });
}

const MISSPELLED = 'is a number that is not in canonical form, or beyond double precision';

/** What a part of a body is refused with by itself, where an operation takes the other parts. */
export function validationProblem(error: z.ZodError, at: readonly string[]): Problem {
  return problem('validation_failed', { errors: errorsIn(error, at) });
}

function errorsIn(error: z.ZodError, at: readonly string[]): FieldError[] {
  return error.issues.flatMap((issue) => fieldErrors(issue, at));
}

function fieldErrors(issue: z.core.$ZodIssue, at: readonly string[]): FieldError[] {
  const path = [...at, ...issue.path];
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(path), detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), detail: 'is not a field of this operation' }));
}

/** Through `optional`, `default` and pipes to what the client sends. */
function isArray(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodArray) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return isArray(schema.def.innerType);
  return schema instanceof z.ZodPipe && isArray(schema.def.in);
}
