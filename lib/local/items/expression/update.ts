import { ItemValidationException, NotModelled, ValidationException } from '../errors.ts';
import { attribute, isMap, typeOf } from '../values.ts';
import { compileOnce } from './compile-once.ts';
import { Parser, type Path } from './parser.ts';
import { reader } from './predicate.ts';
import type { Expression, Values } from './substitutes.ts';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * "Update expressions in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export interface Update extends Expression {
  /** The attributes at the top of the item that it changes. */
  readonly changes: readonly string[];
  /** Refuses the values that DynamoDB refuses before it looks at any item. */
  check(values: Values): void;
  /** The item as it becomes. Every operand is read from the item as it was, so the order of the actions is nothing. */
  apply(item: Attributes, values: Values): Record<string, unknown>;
}

export const updateOf = compileOnce((text, given): Update => {
  const parser = new Parser(text, given);
  const checks: Check[] = [];
  const assignments: Assignment[] = [];
  const removed: Path[] = [];

  const sections = new Set<string>();
  do readSection();
  while (parser.peek().kind !== 'end');

  const paths = [...assignments.map(({ path }) => path), ...removed];
  refuseOverlaps(paths);

  return {
    names: parser.names,
    values: parser.values,
    changes: paths.map(([attribute]) => attribute),
    check(values) {
      for (const check of checks) check(values);
    },
    apply(item, values) {
      const changed: Record<string, unknown> = { ...item };
      for (const { path, compute } of assignments) place(changed, { path, value: compute(item, values), before: item });
      for (const path of removed) place(changed, { path, value: undefined, before: item });
      return changed;
    },
  };

  function readSection(): void {
    const section = parser.next().text.toUpperCase();
    if (sections.has(section)) throw new ValidationException(`The section ${section} is used twice.`);
    sections.add(section);
    do readAction(section);
    while (parser.accept(','));
  }

  function readAction(section: string): void {
    switch (section) {
      case 'SET': {
        const path = parser.path();
        parser.expect('=');
        assignments.push({ path, compute: readSum(parser, checks) });
        return;
      }
      case 'ADD': {
        const path = parser.path();
        const placeholder = parser.value();
        checks.push(numberCheck('ADD', placeholder));
        const read = orElse(reader(path), () => 0);
        assignments.push({ path, compute: (item, values) => plus(read(item, values), values[placeholder]) });
        return;
      }
      case 'REMOVE':
        removed.push(parser.path());
        return;
      case 'DELETE':
        throw new NotModelled('DELETE in an update, which is for sets');
      default:
        parser.fail({ kind: 'word', text: section });
    }
  }
});

type Check = (values: Values) => void;
type Compute = (item: Attributes, values: Values) => unknown;

interface Assignment {
  readonly path: Path;
  readonly compute: Compute;
}

interface SetOperand {
  readonly compute: Compute;
  /** Where it is a value that came with the request, what it is called there. */
  readonly placeholder?: string;
}

/** `operand`, `operand + operand` or `operand - operand`. */
function readSum(parser: Parser, checks: Check[]): Compute {
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
  return { compute: orElse(reader(path), () => refuse(`There is no ${path.join('.')} to read.`)) };
}

function readIfNotExists(parser: Parser): Compute {
  const { text } = parser.next();
  if (text === 'list_append') throw new NotModelled('the function list_append');
  if (text !== 'if_not_exists') throw new ValidationException(`There is no function ${text} in an update.`);
  parser.countOperator();
  parser.expect('(');
  const read = reader(parser.path());
  parser.expect(',');
  const { compute } = readOperand(parser);
  parser.expect(')');
  return orElse(read, compute);
}

/** Not `??`: null is a value. */
function orElse(read: Compute, compute: Compute): Compute {
  return (item, values) => {
    const stored = read(item, values);
    return stored === undefined ? compute(item, values) : stored;
  };
}

function numberCheck(operator: string, placeholder: string): Check {
  return (values) => {
    const type = typeOf(values[placeholder]);
    if (type === 'N') return;
    throw new ValidationException(`${operator} does not take an operand of type ${type}, as ${placeholder} is.`);
  };
}

function plus(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') return refuse('An operand has an incorrect data type.');
  return a + b;
}

function minus(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') return refuse('An operand has an incorrect data type.');
  return a - b;
}

interface Placed {
  readonly path: Path;
  /** `undefined` removes what stands there. */
  readonly value: unknown;
  readonly before: Attributes;
}

/** A map is copied before it is first changed: operands are still read from the one before. */
function place(changed: Record<string, unknown>, { path: [first, second], value, before }: Placed): void {
  if (second === undefined) {
    setOrDelete(changed, first, value);
    return;
  }
  const map = attribute(changed, first);
  if (!isMap(map)) throw new ItemValidationException(`There is no map ${first} to hold ${second}.`);
  const copy: Record<string, unknown> = map === attribute(before, first) ? { ...map } : map;
  setOrDelete(copy, second, value);
  changed[first] = copy;
}

function setOrDelete(target: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) delete target[name];
  else target[name] = value;
}

/** "Two document paths overlap": one may not be the other, nor hold it. */
function refuseOverlaps(paths: readonly Path[]): void {
  for (const [index, [first, second]] of paths.entries()) {
    for (const [otherFirst, otherSecond] of paths.slice(0, index)) {
      if (first !== otherFirst) continue;
      if (second !== undefined && otherSecond !== undefined && second !== otherSecond) continue;
      throw new ValidationException(`Two paths of the update overlap at ${first}.`);
    }
  }
}

function refuse(message: string): never {
  throw new ItemValidationException(message);
}
