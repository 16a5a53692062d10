import { ValidationException } from '../errors.ts';
import { type AttributeType, attribute, compareStrings, equal, isMap, typeOf } from '../values.ts';
import { compileOnce } from './compile-once.ts';
import { type Comparator, type Condition, type Operand, parseCondition } from './condition.ts';
import { Parser, type Path } from './parser.ts';
import type { Expression, Values } from './substitutes.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** A condition, compiled; an absent item is one without attributes. */
export interface Predicate extends Expression {
  /** Refuses the values that DynamoDB refuses before it looks at any item. */
  check(values: Values): void;
  holds(item: Attributes, values: Values): boolean;
}

export const predicateOf = compileOnce((text, given): Predicate => {
  const parser = new Parser(text, given);
  const condition = parseCondition(parser);
  const checks = checksOf(condition);

  return {
    names: parser.names,
    values: parser.values,
    check(values) {
      for (const check of checks) check(values);
    },
    holds: compile(condition),
  };
});

type Holds = Predicate['holds'];
type Read = (item: Attributes, values: Values) => unknown;

function compile(condition: Condition): Holds {
  switch (condition.kind) {
    case 'and': {
      const [left, right] = [compile(condition.left), compile(condition.right)];
      return (item, values) => left(item, values) && right(item, values);
    }
    case 'or': {
      const [left, right] = [compile(condition.left), compile(condition.right)];
      return (item, values) => left(item, values) || right(item, values);
    }
    case 'not': {
      const holds = compile(condition.condition);
      return (item, values) => !holds(item, values);
    }
    case 'exists': {
      const read = reader(condition.path);
      return (item) => read(item) !== undefined;
    }
    case 'begins_with': {
      const [read, readPrefix] = [operandReader(condition.operand), operandReader(condition.prefix)];
      return (item, values) => {
        const [value, prefix] = [read(item, values), readPrefix(item, values)];
        return typeof value === 'string' && typeof prefix === 'string' && value.startsWith(prefix);
      };
    }
    case 'between': {
      const read = operandReader(condition.operand);
      const [low, high] = [operandReader(condition.low), operandReader(condition.high)];
      return (item, values) => {
        const value = read(item, values);
        return order(value, low(item, values)) >= 0 && order(value, high(item, values)) <= 0;
      };
    }
    case 'compare':
      return comparison(condition.comparator, operandReader(condition.left), operandReader(condition.right));
  }
}

/** An absent attribute equals nothing, not even another absent one, and so differs from everything. */
function comparison(comparator: Comparator, left: Read, right: Read): Holds {
  switch (comparator) {
    case '=':
      return (item, values) => same(left(item, values), right(item, values));
    case '<>':
      return (item, values) => !same(left(item, values), right(item, values));
    case '<':
      return (item, values) => order(left(item, values), right(item, values)) < 0;
    case '<=':
      return (item, values) => order(left(item, values), right(item, values)) <= 0;
    case '>':
      return (item, values) => order(left(item, values), right(item, values)) > 0;
    case '>=':
      return (item, values) => order(left(item, values), right(item, values)) >= 0;
  }
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && equal(a, b);
}

/** NaN, with which no comparison holds, where there is no order: between types, and of all but numbers and strings. */
function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return Number.NaN;
}

function operandReader(operand: Operand): Read {
  if (operand.kind === 'path') return reader(operand.path);
  const { placeholder } = operand;
  return (_, values) => values[placeholder];
}

/** What stands at a path, `undefined` where the way there ends early. */
export function reader([first, second]: Path): (item: Attributes) => unknown {
  if (second === undefined) return (item) => attribute(item, first);
  return (item) => {
    const map = attribute(item, first);
    return isMap(map) ? attribute(map, second) : undefined;
  };
}

type Check = (values: Values) => void;

/** What a condition demands of its values whatever the item holds, so it is refused even where it would not be reached. */
function checksOf(condition: Condition): Check[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...checksOf(condition.left), ...checksOf(condition.right)];
    case 'not':
      return checksOf(condition.condition);
    case 'exists':
      return [];
    case 'begins_with':
      return [condition.operand, condition.prefix].flatMap((each) => typeCheck('begins_with', each, ['S']));
    case 'between':
      return [
        ...[condition.operand, condition.low, condition.high].flatMap((each) => typeCheck('BETWEEN', each, ['S', 'N'])),
        ...boundsCheck(condition.low, condition.high),
      ];
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator === '=' || comparator === '<>') return [];
      return [left, right].flatMap((each) => typeCheck(comparator, each, ['S', 'N']));
    }
  }
}

function typeCheck(operator: string, operand: Operand, types: readonly AttributeType[]): Check[] {
  if (operand.kind === 'path') return [];
  const { placeholder } = operand;
  return [
    (values) => {
      const type = typeOf(values[placeholder]);
      if (type === undefined || types.includes(type)) return;
      throw new ValidationException(`${operator} does not take an operand of type ${type}, as ${placeholder} is.`);
    },
  ];
}

function boundsCheck(low: Operand, high: Operand): Check[] {
  if (low.kind === 'path' || high.kind === 'path') return [];
  return [
    (values) => {
      // Also refuses bounds of two types, which have no order.
      if (order(values[low.placeholder], values[high.placeholder]) <= 0) return;
      throw new ValidationException('The bounds of BETWEEN must be of one type, the lower one first.');
    },
  ];
}
