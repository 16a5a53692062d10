import { hash } from 'node:crypto';
import type { Recorded } from './answer.ts';
import { base32 } from './base32.ts';
import type { Call, Principal } from './call.ts';
import type { RequestHead } from './http.ts';
import { type Action, type Item, type Key, StoreUnavailable } from './items.ts';
import type { Operation } from './operation.ts';
import type { FieldError } from './problem.ts';

/**
 * The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header): what makes a retry safe. The record of a
 * command is written in one transaction with what the command changes, so there is no moment in which one of them
 * stands without the other, and no state "in progress" that a crash could leave behind.
 */
export interface ReadKey {
  /** Without quotes: the draft has them and popular clients do not, so `"abc"` and `abc` are the same key. */
  readonly value?: string;
  readonly errors: readonly FieldError[];
}

/** Of the header as it is sent. */
export const IDEMPOTENCY_KEY = /^(?:([A-Za-z0-9_-]{1,64})|"([A-Za-z0-9_-]{1,64})")$/;

/** Nothing where the operation asks for no key. */
export function readKey({ idempotency }: Operation, { headers }: Pick<RequestHead, 'headers'>): ReadKey {
  if (!idempotency) return NO_KEY;
  const values = headers.get('idempotency-key') ?? [];
  const [sent] = values;
  if (sent === undefined) return refused('is required; docs/idempotency.md says how to choose one');
  if (values.length > 1) return refused('must be sent once');

  const [, bare, quoted] = IDEMPOTENCY_KEY.exec(sent) ?? [];
  const value = bare ?? quoted;
  return value === undefined
    ? refused('must be 1 to 64 of A-Z, a-z, 0-9, _ and -, in quotes or not')
    : { value, errors: [] };
}

const NO_KEY: ReadKey = { errors: [] };

function refused(detail: string): ReadKey {
  return { errors: [{ pointer: '/header/Idempotency-Key', detail }] };
}

/** What tells a command from all others, and what it asks for. */
export interface CommandName {
  /**
   * Names the command among all there ever are: a hash over principal, operation and key, each with its length before
   * it, so that no two triples run into each other. A retry has the same; nobody else's request ever does.
   */
  readonly id: string;
  /** Of what was asked for, as parsed: neither the order of JSON's keys nor its white space changes it. */
  readonly fingerprint: string;
}

/** A request that is to have its effect once. */
export interface Command extends CommandName {
  readonly principal: Principal;
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly retention: Retention;
}

type Keyed = Operation & { readonly idempotency: object };
type Retention = NonNullable<Operation['idempotency']>['retention'];

export function commandOf(operation: Keyed, input: KeyedInput, call: Call): Command {
  const { principal, requestId, deadlineMs, commandName = commandNameOf(operation, input, principal) } = call;
  return { ...commandName, principal, requestId, deadlineMs, retention: operation.idempotency.retention };
}

/** What of its input names a command. */
export interface KeyedInput {
  readonly params: unknown;
  readonly body: unknown;
  readonly key: string;
}

export function commandNameOf(
  { operationId }: Pick<Operation, 'operationId'>,
  { params, body, key }: KeyedInput,
  { sub }: Pick<Principal, 'sub'>,
): CommandName {
  const scope = [sub, operationId, key].map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return {
    // By way of a text, which Node answers in half the time that it takes to answer a buffer.
    id: base32(Buffer.from(hash('sha256', scope, 'hex'), 'hex').subarray(0, ID_BYTES)),
    fingerprint: hash('sha256', canonical({ params, body }), 'base64url'),
  };
}

/** 128 bits: two of 10^15 commands meet with a probability of 10^30 / 2^129, one in a billion. */
const ID_BYTES = 16;

/** JSON with its keys in order, so that two spellings of one request are one text. */
function canonical(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const parts = value as Record<string, unknown>;
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(parts).sort()) ordered[name] = inOrder(parts[name]);
  return ordered;
}

/** Where the records of some commands lie. */
export interface Records {
  keyOf(command: Command): Key;
  /** What is remembered in the item of that key; undefined where nothing is, or nothing any longer. */
  standing(item: Item | undefined): Item | undefined;
  /** Only in the place of nothing; whoever loses is told what stands there. `made`: what the command makes, if anything. */
  put(command: Command, answer: Recorded, made?: Item): Action;
}

/** The attributes of a record; `expiresAt` (seconds since 1970 UTC) where it does not last for ever. */
export function recordOf({ fingerprint }: Command, { status, body, location }: Recorded, expiresAt?: number): Item {
  return {
    schema: SCHEMA,
    fingerprint,
    status,
    body,
    ...(location !== undefined && { location }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/**
 * A build reads the records of its own schema and of the one before: old and new run side by side during a deploy. What a
 * newer one has written is not for it to answer: its client is to ask again, and nothing is done twice meanwhile.
 */
const SCHEMA = 1;

export type Remembered = { readonly kind: 'replayed'; readonly answer: Recorded } | { readonly kind: 'key-reused' };

/** What a record says to a command of the same id: the answer that was given then, or that it is not the same request. */
export function remembered(record: Item, { fingerprint }: Command): Remembered {
  const { schema } = record;
  if (schema > SCHEMA) throw new StoreUnavailable(`This build does not know schema ${schema}.`);
  if (schema !== SCHEMA) throw new Error(`This is no record of a command: its schema is ${schema}.`);
  if (record['fingerprint'] !== fingerprint) return { kind: 'key-reused' };
  const { status, body, location } = record as { status: number; body: string; location?: string };
  return {
    kind: 'replayed',
    answer: { kind: 'recorded', status, body, ...(location !== undefined && { location }), isReplay: true },
  };
}
