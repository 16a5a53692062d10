/** An input that a thread can send to another. */
export type Sendable = { readonly plain: unknown } | { readonly spelled: string };

/**
 * A number that is not in the one form JavaScript writes is a symbol of its spelling in what was read (`json.ts`), and a
 * symbol cannot be sent. Where a contract leaves a part of its body to the operation, one gets as far as here.
 */
export function sendable(input: object): Sendable {
  return hasSymbol(input) ? { spelled: JSON.stringify(input, spell) } : { plain: input };
}

export function received(sent: Sendable): unknown {
  return 'spelled' in sent ? JSON.parse(sent.spelled, readSpelling) : sent.plain;
}

function hasSymbol(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol';
  return Object.values(value).some(hasSymbol);
}

/** Who sends an object like this one is read as if he had misspelled a number, which no schema takes either. */
const SPELLING = 'urn:liftline:spelling';

function spell(_key: string, value: unknown): unknown {
  return typeof value === 'symbol' ? { [SPELLING]: value.description } : value;
}

function readSpelling(_key: string, value: unknown): unknown {
  const isSpelling = typeof value === 'object' && value !== null && Object.hasOwn(value, SPELLING);
  return isSpelling ? Symbol(String((value as Record<string, unknown>)[SPELLING])) : value;
}
