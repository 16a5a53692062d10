import type * as z from 'zod';
import type { Answer } from './answer.ts';
import type { Call, Scope } from './call.ts';
import type { ClientCredentials } from './oauth.ts';
import type { Precondition } from './precondition.ts';
import type { Dialect, ProblemCode } from './problem.ts';

/**
 * The declaration of one operation, the single source for its runtime checks, the embedded router, the API Gateway
 * route, the OpenAPI document and the docs page. Its `operationId` also names its file, function, construct and test.
 */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With variables in braces, each a whole segment. Operations may name the same segment differently. */
  readonly path: string;
  /** Further paths of the same operation, with the same variables. */
  readonly aliases?: readonly string[];
  /** `none`: answered without a token. */
  readonly scope: Scope | 'none';
  /**
   * Takes an `Idempotency-Key`, and how long what became of it is remembered. For ever: the record is what the command
   * made. Else the record lies in the idempotency table for so many hours, and the key is new again afterwards.
   */
  readonly idempotency?: { readonly retention: 'forever' | { readonly hours: number } };
  /** Replaces what its client has seen: `If-Match` or `If-None-Match: *` says what that was, and is asked for (428). */
  readonly conditional?: true;
  /**
   * Whose rules of compatibility hold. Clients of the published Ski Data API send what they like beside the contract,
   * so its operations ignore unknown fields and query parameters and add `message` to problems. Those of OAuth send
   * forms, know problems by `error`, and may say in them or in `Authorization` who they are. Ours refuse the unknown.
   */
  readonly dialect: Dialect;
  /** Answered by the embedded system alone: on AWS the user pool has an endpoint of its own for it. */
  readonly embeddedOnly?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** @default 16 KiB, which is also what a web application firewall inspects by default. */
  readonly bodyBytesMax?: number;
  /**
   * Every success it can answer; `null` for a status without a body. With a 304 the operation is asked with
   * `If-None-Match`, which is compared with the `etag` of its answers.
   */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Headers of every success, beside those that all answers have. */
  readonly headers?: readonly AnswerHeader[];
  /** What it can refuse beyond what every operation of its kind can (see `problemsOf`). */
  readonly problems: readonly ProblemCode[];
  /** `Cache-Control` of a success. @default `no-store` */
  readonly cacheControl?: string;
  readonly examples?: {
    readonly params?: Readonly<Record<string, string | number>>;
    readonly query?: Readonly<Record<string, string | number>>;
    readonly body?: unknown;
    /** By status. */
    readonly answers?: Readonly<Record<number, unknown>>;
  };
}

export type AnswerHeader = 'Age' | 'ETag';

/** Every problem that an operation can answer: its own, and what the gateway and the prelude refuse before it runs. */
export function problemsOf({ scope, params, idempotency, conditional, problems }: Operation): readonly ProblemCode[] {
  return [
    ...REFUSALS_OF_ALL,
    ...(scope === 'none' ? [] : REFUSALS_OF_SIGNED_IN),
    ...(params ? REFUSALS_OF_NAMED : []),
    ...(idempotency ? REFUSALS_OF_KEYED : []),
    ...(conditional ? REFUSALS_OF_CONDITIONAL : []),
    ...problems,
  ];
}

/** Not every text in the place of a variable makes a path of the operation: see `matchPath`. */
const REFUSALS_OF_NAMED: readonly ProblemCode[] = ['not_found'];

const REFUSALS_OF_KEYED: readonly ProblemCode[] = ['idempotency_key_reused'];

const REFUSALS_OF_CONDITIONAL: readonly ProblemCode[] = ['precondition_failed', 'precondition_required'];

const REFUSALS_OF_SIGNED_IN: readonly ProblemCode[] = ['unauthorized', 'insufficient_scope'];

const REFUSALS_OF_ALL: readonly ProblemCode[] = [
  'bad_request',
  'validation_failed',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'unsupported_media_type',
  'expectation_failed',
  'too_many_requests',
  'headers_too_large',
  'internal_error',
  'unavailable',
  'gateway_timeout',
];

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** An operation's input once it has passed the contract. */
export type Input<O extends Operation> = {
  readonly params: Parsed<O['params']>;
  readonly query: Parsed<O['query']>;
  readonly body: Parsed<O['body']>;
} & (O extends { readonly idempotency: object } ? Keyed : unknown) &
  (O extends { readonly conditional: true } ? Conditional : unknown) &
  (O extends { readonly dialect: 'oauth' } ? FromClient : unknown);

interface Keyed {
  /** The client's `Idempotency-Key`, without quotes. */
  readonly key: string;
}

interface Conditional {
  readonly precondition: Precondition;
}

interface FromClient {
  /** What the program says of itself, unverified; absent where it says nothing. */
  readonly client?: ClientCredentials;
}

/** The code behind an operation: from parsed input to answer, with its ports handed in when it was made. */
export type Serve<O extends Operation> = (input: Input<O>, call: Call) => Promise<Answer>;
