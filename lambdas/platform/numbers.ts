import * as z from 'zod';
import { asMeasured } from './json.ts';

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

/** A quantity in a body that was measured, not counted: any spelling of it will do. */
export function measure(minimum: number, maximum: number) {
  return z.preprocess(asMeasured, z.number().min(minimum).max(maximum));
}
