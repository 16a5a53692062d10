import { scopes as allScopes, type Scope } from '#platform/call.ts';

/** What several commands take in words, each with the sentence for who has mistyped it. */

export function numberIn(text: string, what: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error(`${what} is a whole number.`);
  return Number(text);
}

/** Each once, in the order that they are listed in. */
export function scopesIn(texts: readonly string[]): Scope[] {
  const wanted = new Set(texts);
  const scopes = allScopes.filter((each) => wanted.has(each));
  if (scopes.length < wanted.size) throw new Error(`The scopes are ${allScopes.join(', ')}.`);
  return scopes;
}
