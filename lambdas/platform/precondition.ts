import type { RequestHead } from './http.ts';
import type { Operation } from './operation.ts';
import type { FieldError } from './problem.ts';

/**
 * What a write expects to find (RFC 9110 §13.1): nothing yet (`If-None-Match: *`), something (`If-Match: *`), or one of
 * the versions that it names by their tags, without their quotes.
 */
export type Precondition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly tags?: readonly string[] };

export interface ReadPrecondition {
  /** Neither a value nor an error where the request says nothing of the kind. */
  readonly value?: Precondition;
  readonly errors: readonly FieldError[];
}

export function readPrecondition(
  { conditional }: Operation,
  { headers }: Pick<RequestHead, 'headers'>,
): ReadPrecondition {
  const [match, noneMatch] = ['if-match', 'if-none-match'].map((name) => headers.get(name)?.join(', '));
  if (!conditional || (match === undefined && noneMatch === undefined)) return { errors: [] };
  if (match !== undefined && noneMatch !== undefined) return wrong('If-None-Match', 'must not be sent with If-Match');
  if (match === undefined) {
    return noneMatch === '*' ? { value: { kind: 'absent' }, errors: [] } : wrong('If-None-Match', 'must be * here');
  }
  if (match === '*') return { value: { kind: 'present' }, errors: [] };
  if (!IF_MATCH.test(match)) return wrong('If-Match', 'must be entity tags in quotes, or *');
  // Strong comparison (§8.8.3.2): a weak tag is none of ours.
  const tags = match
    .split(',')
    .map((tag) => tag.trim())
    .flatMap((tag) => (tag.startsWith('"') ? tag.slice(1, -1) : []));
  return { value: { kind: 'present', tags }, errors: [] };
}

/** Any, or tags: of those that RFC 9110 §8.8.3 knows, the ones without a comma, as ours are. */
export const IF_MATCH = /^(?:\*|(?:W[/])?"[!#-+.-~-]*"(?: *, *(?:W[/])?"[!#-+.-~-]*")*)$/;

function wrong(header: string, detail: string): ReadPrecondition {
  return { errors: [{ pointer: `/header/${header}`, detail }] };
}
