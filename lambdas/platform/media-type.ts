import type { Dialect } from './problem.ts';

/** `application/json`, alone or with `charset=utf-8`, in any case (RFC 9110 §8.3.1). */
export function isPlainJson(contentType: string): boolean {
  return contentType === 'application/json' || PLAIN_JSON.test(contentType);
}

/** Likewise `application/x-www-form-urlencoded`, which is what OAuth's clients send. */
export function isForm(contentType: string): boolean {
  return FORM.test(contentType);
}

const FORM = /^application\/x-www-form-urlencoded(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;

/** OAuth's clients read an error as `application/json` alone (RFC 6749 §5.2). */
export function problemMediaType(dialect: Dialect = 'liftline'): 'application/json' | 'application/problem+json' {
  return dialect === 'oauth' ? 'application/json' : 'application/problem+json';
}

const PLAIN_JSON = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;
