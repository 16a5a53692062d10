import { ValidationException } from '../errors.ts';
import { PLACEHOLDER_BYTES_MAX, SUBSTITUTES_BYTES_MAX } from '../limits.ts';
import { sizeOf } from '../values.ts';

export type Names = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, unknown>>;

/** What stands beside the expressions of a request. */
export interface Substitutes {
  readonly ExpressionAttributeNames?: Names | undefined;
  readonly ExpressionAttributeValues?: Values | undefined;
}

/** A compiled expression, and the placeholders that it uses. */
export interface Expression {
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlySet<string>;
}

/**
 * Every placeholder that is given must be used, and every one that is used must be given: DynamoDB refuses a request
 * for either. ("Expression attribute names" and "values" in "Using expressions in DynamoDB".)
 */
export function valuesFor(given: Substitutes, expressions: readonly Expression[]): Values {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values = NONE } = given;

  if (names) refuseUnused(names, 'names', expressions);
  if (values !== NONE) refuseUnused(values, 'values', expressions);
  refuseUndefined(values, expressions);

  let bytes = 0;
  for (const placeholder in values) bytes += placeholder.length + sizeOf(values[placeholder]);
  if (bytes > SUBSTITUTES_BYTES_MAX) throw new ValidationException('The attribute values are larger than 2 MB.');
  return values;
}

const NONE: Values = {};

function refuseUnused(given: Names | Values, kind: 'names' | 'values', expressions: readonly Expression[]): void {
  let count = 0;
  for (const placeholder in given) {
    if (!isUsed(placeholder, kind, expressions)) throw new ValidationException(`${placeholder} is not used.`);
    if (placeholder.length > PLACEHOLDER_BYTES_MAX) throw new ValidationException(`${placeholder} is too long.`);
    count += 1;
  }
  if (count === 0) throw new ValidationException(`The expression attribute ${kind} must not be empty.`);
}

function isUsed(placeholder: string, kind: 'names' | 'values', expressions: readonly Expression[]): boolean {
  for (const expression of expressions) {
    if (expression[kind].has(placeholder)) return true;
  }
  return false;
}

function refuseUndefined(values: Values, expressions: readonly Expression[]): void {
  for (const expression of expressions) {
    for (const placeholder of expression.values) {
      if (values[placeholder] === undefined) {
        throw new ValidationException(`The attribute value ${placeholder} is not defined.`);
      }
    }
  }
}
