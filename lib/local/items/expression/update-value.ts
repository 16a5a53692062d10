import { ItemValidationException, NotModelled, ValidationException } from '../errors.ts';
import { typeOf } from '../values.ts';
import { type Parser, type Path, refuseSamePath } from './parser.ts';
import { reader } from './predicate.ts';
import type { Values } from './substitutes.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** What one action sets a path to, from the item as it was. */
export type Compute = (item: Attributes, values: Values) => unknown;

/** What a value has to be whatever the item holds. */
export type Check = (values: Values) => void;

/** The right side of SET: `operand`, `operand + operand` or `operand - operand`. */
export function readSum(parser: Parser, checks: Check[]): Compute {
  const left = readOperand(parser);
  const sign = parser.accept('+') ? '+' : parser.accept('-') ? '-' : undefined;
  if (!sign) return left.compute;

  parser.countOperator();
  const right = readOperand(parser);
  for (const { placeholder } of [left, right]) if (placeholder) checks.push(numberCheck(sign, placeholder));
  const add = sign === '+' ? plus : minus;
  return (item, values) => add(left.compute(item, values), right.compute(item, values));
}

function readOperand(parser: Parser): SetOperand {
  if (parser.peek().text === '(') throw new NotModelled('parentheses in an update');
  if (parser.isCall()) return { compute: readIfNotExists(parser) };
  if (parser.peek().kind === 'value') {
    const placeholder = parser.value();
    return { placeholder, compute: (_, values) => values[placeholder] };
  }
  const path = parser.path();
  return { path, compute: orElse(reader(path), () => refuse(`There is no ${path.join('.')} to read.`)) };
}

function readIfNotExists(parser: Parser): Compute {
  const { text } = parser.next();
  if (text === 'list_append') throw new NotModelled('the function list_append');
  if (text !== 'if_not_exists') throw new ValidationException(`There is no function ${text} in an update.`);
  parser.countOperator();
  parser.expect('(');
  const path = parser.path();
  parser.expect(',');
  const other = readOperand(parser);
  if (other.path) refuseSamePath(other.path, path);
  parser.expect(')');
  const read = reader(path);
  return (item, values) => {
    // Read whether it is needed or not: DynamoDB refuses an operand that is absent in any case.
    const otherwise = other.compute(item, values);
    const stored = read(item);
    return stored === undefined ? otherwise : stored;
  };
}

/** Not `??`: null is a value. */
export function orElse(read: Compute, compute: Compute): Compute {
  return (item, values) => {
    const stored = read(item, values);
    return stored === undefined ? compute(item, values) : stored;
  };
}

export function numberCheck(operator: string, placeholder: string): Check {
  return (values) => {
    const type = typeOf(values[placeholder]);
    if (type === 'N') return;
    throw new ValidationException(`${operator} does not take an operand of type ${type}, as ${placeholder} is.`);
  };
}

export function plus(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') return refuse('An operand has an incorrect data type.');
  return a + b;
}

function minus(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') return refuse('An operand has an incorrect data type.');
  return a - b;
}

interface SetOperand {
  readonly compute: Compute;
  /** Where it is a value that came with the request, what it is called there. */
  readonly placeholder?: string;
  /** Where it is read from the item. */
  readonly path?: Path;
}

function refuse(message: string): never {
  throw new ItemValidationException(message);
}
