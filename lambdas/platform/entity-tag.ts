import { hash } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { RequestHead } from './http.ts';
import type { Operation } from './operation.ts';

/** A strong entity tag, without its quotes: equal texts have equal tags, and others never do (RFC 9110 §8.8.3). */
export function entityTagOf(text: string): string {
  return hash('sha256', text, 'buffer').subarray(0, TAG_BYTES).toString('base64url');
}

/** 128 bits. */
const TAG_BYTES = 16;

/**
 * What is answered to a request that names what it has already: 304, without the body, where that is still what there
 * is (RFC 9110 §13.1.2). Only operations whose contract has a 304 are asked this way.
 */
export function revalidated(answer: Answer, { answers }: Operation, { headers }: Pick<RequestHead, 'headers'>): Answer {
  if (answer.kind !== 'success' || answer.status !== 200 || answers[304] === undefined) return answer;
  const tag = answer.headers?.['etag'];
  const named = headers.get('if-none-match')?.join(',');
  if (tag === undefined || named === undefined || !names(named, tag)) return answer;
  return { kind: 'success', status: 304, headers: answer.headers };
}

/** A list of tags, weak or not: for GET both compare alike. `*` is whatever there is. */
function names(list: string, tag: string): boolean {
  return list.trim() === '*' || (list.match(TAG) ?? []).some((each) => each.replace(/^W\//, '') === tag);
}

/** In quotes (RFC 9110 §8.8.3, "etagc"); a comma may be between them, so that splitting would not do. */
const TAG = /(?:W\/)?"[!#-~\u0080-\u00ff]*"/g;
