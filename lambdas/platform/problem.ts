import * as z from 'zod';

/** A refusal, as a value: which kind, and what the client is told of this instance (RFC 9457). */
export interface Problem {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** One thing wrong with the input. `pointer` is a JSON Pointer into body, `/path`, `/query` or `/header`. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

export function problem(code: ProblemCode, told: Omit<Problem, 'kind' | 'code'> = {}): Problem {
  return { kind: 'problem', code, ...told };
}

/** Every kind of problem there is: the status, and a title that never varies. */
export const problems = {
  bad_request: { status: 400, title: 'The request is malformed' },
  validation_failed: { status: 400, title: 'The request does not satisfy its contract' },
  unauthorized: { status: 401, title: 'A valid access token is required' },
  insufficient_scope: { status: 403, title: 'The access token lacks the scope of this operation' },
  sign_in_refused: { status: 401, title: 'The username or the password is wrong' },
  // The words of OAuth (RFC 6749 §5.2, RFC 7009 §2.2.1).
  invalid_client: { status: 401, title: 'The client is not known, or its secret is wrong' },
  invalid_grant: { status: 400, title: 'The refresh token is not good, or no longer' },
  invalid_scope: { status: 400, title: 'More is asked for than was granted' },
  unsupported_grant_type: { status: 400, title: 'The grants here are client_credentials and refresh_token' },
  unsupported_token_type: { status: 400, title: 'Only a refresh token can be revoked' },
  not_found: { status: 404, title: 'There is nothing here' },
  // Business refusals: final, so the same key is refused alike for ever.
  account_closed: { status: 409, title: 'The account is closed' },
  balance_not_zero: { status: 409, title: 'The account still holds money' },
  currency_mismatch: { status: 409, title: 'The accounts have different currencies' },
  hold_expired: { status: 409, title: 'The hold has expired' },
  hold_not_open: { status: 409, title: 'The hold was captured or released before' },
  house_account: { status: 409, title: 'A house account does not take this command' },
  insufficient_funds: { status: 409, title: 'The account does not hold that much' },
  limit_exceeded: { status: 409, title: 'A limit of the account would be exceeded' },
  refund_exceeds_transfer: { status: 409, title: 'More would be given back than was moved' },
  forecast_superseded: { status: 409, title: 'A newer forecast has been published' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key belongs to another request' },
  method_not_allowed: { status: 405, title: 'This resource does not have that method' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  precondition_failed: { status: 412, title: 'It is not as the request expects' },
  payload_too_large: { status: 413, title: 'The body is larger than this operation takes' },
  unsupported_media_type: { status: 415, title: 'The body must be plain application/json' },
  expectation_failed: { status: 417, title: 'The expectation cannot be met' },
  precondition_required: { status: 428, title: 'The request must say what it expects, with If-Match or If-None-Match' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The request headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available right now; try again' },
  gateway_timeout: { status: 504, title: 'The answer took too long' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** Whose clients are spoken to: a refusal has their own fields beside ours. */
export type Dialect = 'liftline' | 'ski-data-api' | 'oauth';

/** The document on the wire: `application/problem+json`. */
export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: 'A URN that names the kind of problem; stable.' }),
    title: z.string().meta({ description: 'The kind of problem in words; the same for every instance.' }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What is wrong with this request.' }),
    instance: z.string().meta({ description: 'A URN that names this very request.' }),
    code: z.string().meta({ description: 'The kind of problem for programs; more kinds may come.' }),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'A JSON Pointer into the body, or into `/path` or `/query`.' }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'Every single thing that is wrong with the input.' }),
    message: z.string().optional().meta({ description: "The Ski Data API's own field for an error's text." }),
    error: z.string().optional().meta({ description: "OAuth's own field for the kind of error (RFC 6749 §5.2)." }),
    error_description: z.string().optional().meta({ description: "OAuth's own field for an error's text." }),
  })
  .meta({ id: 'Problem', description: 'A refusal (RFC 9457).' });

export type ProblemDocument = z.output<typeof ProblemDocument>;

/** The only place where a problem becomes a document. */
export function problemDocument(
  { code, detail, errors }: Problem,
  { requestId, dialect = 'liftline' }: { requestId: string; dialect?: Dialect | undefined },
): ProblemDocument {
  const { status, title } = problems[code];
  return {
    type: `urn:liftline:problem:${code}`,
    title,
    status,
    detail: detail ?? `${title}.`,
    instance: `urn:liftline:request:${requestId}`,
    code,
    requestId,
    ...(errors && { errors: [...errors] }),
    ...(dialect === 'ski-data-api' && { message: detail ?? title }),
    ...(dialect === 'oauth' && { error: oauthErrorOf(code), error_description: title }),
  };
}

/** What OAuth has no word for is the request's fault or ours. */
function oauthErrorOf(code: ProblemCode): string {
  if (OAUTH_ERRORS.has(code)) return code;
  const { status } = problems[code];
  if (status < 500 && status !== 429) return 'invalid_request';
  return status === 500 ? 'server_error' : 'temporarily_unavailable';
}

const OAUTH_ERRORS: ReadonlySet<ProblemCode> = new Set([
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unsupported_grant_type',
  'unsupported_token_type',
]);
