import * as z from 'zod';

/**
 * An integer in a path or query, in canonical decimal only: `01`, `+1`, `1.0` and digits of other scripts are refused,
 * so one resource has one name.
 */
export function integerInPath(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,15})$/, 'must be a canonical decimal integer')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}
