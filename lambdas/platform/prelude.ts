import type { Principal } from './call.ts';
import { BODY_BYTES_DEFAULT, type RequestHead } from './http.ts';
import { readKey } from './idempotency.ts';
import { readBody, readParams, readQuery } from './input.ts';
import { isForm, isPlainJson } from './media-type.ts';
import { readClient } from './oauth.ts';
import type { Input, Operation } from './operation.ts';
import { matchPath } from './path.ts';
import { readPrecondition } from './precondition.ts';
import { type Problem, problem } from './problem.ts';

/**
 * What every operation checks before its own code runs, the same in both bindings and in this order: 401, 403, 413, 415,
 * 400. Whoever routes has answered 404 and 405 before. The head is judged before a byte of the body is read.
 */
export function refuseHead(
  operation: Operation,
  head: RequestHead,
  principal: Principal | undefined,
): Problem | undefined {
  const { scope } = operation;
  if (scope !== 'none') {
    if (!principal) return problem('unauthorized', { headers: { 'www-authenticate': challengeFor(head) } });
    if (!principal.scopes.has(scope)) {
      return problem('insufficient_scope', {
        detail: `This operation takes a token with the scope ${scope}.`,
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
      });
    }
  }

  const bodyBytes = Number(head.headers.get('content-length')?.[0] ?? 0);
  if (bodyBytes > bodyBytesMaxOf(operation)) return tooLarge(operation);
  if (head.headers.has('content-encoding') || (operation.body && !hasItsMediaType(operation, head))) {
    return operation.dialect === 'oauth' ? TAKES_A_FORM : problem('unsupported_media_type');
  }
  if (!operation.body && bodyBytes > 0) return takesNoBody();
  return undefined;
}

export type ReadInput<O extends Operation> = { readonly kind: 'input'; readonly input: Input<O> } | Problem;

/** Reads an input that satisfies its contract, or says everything that is wrong with it in one problem. */
export function readInput<O extends Operation>(operation: O, head: RequestHead, bytes: Uint8Array): ReadInput<O> {
  if (bytes.byteLength > bodyBytesMaxOf(operation)) return tooLarge(operation);
  const variables = matchPath(operation, head.path);
  if (!variables) return problem('not_found');
  if (!operation.body && bytes.byteLength > 0) return takesNoBody();

  const params = readParams(operation, variables);
  const query = readQuery(operation, head.query);
  const body = readBody(operation, bytes);
  const key = readKey(operation, head);
  const precondition = readPrecondition(operation, head);
  const client = readClient(operation, head, body.value);

  const parts = [params, query, body, key, precondition, client];
  if (parts.some(({ errors }) => errors.length > 0)) {
    return problem('validation_failed', { errors: parts.flatMap(({ errors }) => errors).slice(0, ERRORS_MAX) });
  }
  if (operation.conditional && !precondition.value) return problem('precondition_required');
  const input: Record<string, unknown> = {
    params: params.value,
    query: query.value,
    body: body.value,
    key: key.value,
  };
  if (precondition.value) input['precondition'] = precondition.value;
  if (client.value) input['client'] = client.value;
  // The operation's own schemas have made these values; TypeScript cannot follow that through the generic.
  return { kind: 'input', input: input as Input<O> };
}

/** So that no body of thousands of unknown fields is answered with thousands of errors. */
const ERRORS_MAX = 100;

export function bodyBytesMaxOf(operation: Operation): number {
  return operation.bodyBytesMax ?? BODY_BYTES_DEFAULT;
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1); none where the header is absent, other, or sent twice. */
export function bearerToken(head: Pick<RequestHead, 'headers'>): string | undefined {
  return BEARER.exec(authorizationOf(head) ?? '')?.[1];
}

/** As it was sent, unchecked; undefined also where it was sent twice. */
export function authorizationOf({ headers }: Pick<RequestHead, 'headers'>): string | undefined {
  const values = headers.get('authorization');
  return values?.length === 1 ? values[0] : undefined;
}

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** RFC 6750 §3.1: an error code only for who presented a token. */
function challengeFor(head: RequestHead): string {
  return bearerToken(head) === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
}

function hasItsMediaType({ dialect }: Operation, { headers }: RequestHead): boolean {
  const values = headers.get('content-type');
  const isIts = dialect === 'oauth' ? isForm : isPlainJson;
  return values?.length === 1 && isIts(values[0] ?? '');
}

const TAKES_A_FORM = problem('unsupported_media_type', {
  detail: 'The body of this operation is application/x-www-form-urlencoded.',
});

function tooLarge(operation: Operation): Problem {
  const detail = `The body of this operation has at most ${bodyBytesMaxOf(operation)} bytes.`;
  return problem('payload_too_large', { detail });
}

function takesNoBody(): Problem {
  return problem('bad_request', { detail: 'This operation takes no body.' });
}
