import { ItemValidationException, NotModelled, ValidationException } from '../errors.ts';
import { attribute, isMap } from '../values.ts';
import { compileOnce } from './compile-once.ts';
import { Parser, type Path } from './parser.ts';
import { reader } from './predicate.ts';
import type { Expression, Values } from './substitutes.ts';
import { type Check, type Compute, numberCheck, orElse, plus, readSum } from './update-value.ts';

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

interface Assignment {
  readonly path: Path;
  readonly compute: Compute;
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
