import { codes } from 'currency-codes';
import * as z from 'zod';

/** Of the codes that begin with X, those that are money of several countries; the others are metals, funds and tests. */
const SHARED = new Set(['XAF', 'XCD', 'XOF', 'XPF']);

const currencies = new Set(codes().filter((code) => !code.startsWith('X') || SHARED.has(code)));

/** ISO 4217. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be three capital letters', abort: true })
  .refine(isCurrency, 'must be a currency of ISO 4217')
  .meta({
    id: 'Currency',
    description: 'A code of ISO 4217; of those that begin with X, the shared currencies alone.',
  });

export function isCurrency(code: string): boolean {
  return currencies.has(code);
}
