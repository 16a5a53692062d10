import fc from 'fast-check';
import { mostly, numbers, strings, values } from './values.ts';

/** A part of an expression: `:v` stands for each of the values, in their order. */
interface Drawn {
  readonly text: string;
  readonly given: readonly unknown[];
}

export interface Expressions {
  readonly condition?: Drawn | undefined;
  readonly update?: Drawn | undefined;
  readonly key?: Drawn | undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  '#n': 'n',
  '#s': 's',
  '#m': 'm',
  '#a': 'a',
  '#pk': 'pk',
  '#sk': 'sk',
};

/** By placeholder or bare, of one level or two, there or not; now and then a reserved word. */
const target = mostly(
  pathOf('#n', '#s', '#m', 'flag', '#m.#a', 'm.b'),
  pathOf('n', 'gone', 's.a', 'gone.a', 'Status', 'pk'),
);
/** A key is for reading. */
const path = mostly(target, pathOf('#pk', 'pk'));

const value = values.map(drawnValue);
const number = mostly(numbers.map(drawnValue), value);
const string = mostly(strings.map(drawnValue), value);
const numberOrPath = fc.oneof(number, mostly(pathOf('#n', 'm.a'), path));

const { condition } = fc.letrec<{ condition: Drawn }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(path, fc.constantFrom('=', '<>'), fc.oneof(value, path)).map(([a, is, b]) => joined`${a} ${is} ${b}`),
    fc
      .tuple(numberOrPath, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), numberOrPath)
      .map(([a, is, b]) => joined`${a} ${is} ${b}`),
    fc
      .tuple(mostly(pathOf('#s'), path), fc.constantFrom('<', '>='), string)
      .map(([a, is, b]) => joined`${a} ${is} ${b}`),
    bounds(numbers).map(([low, high]) => joined`#n BETWEEN ${low} AND ${high}`),
    fc.tuple(numberOrPath, numberOrPath, numberOrPath).map(([a, b, c]) => joined`${a} BETWEEN ${b} AND ${c}`),
    fc.tuple(path, string).map(([a, prefix]) => joined`begins_with(${a}, ${prefix})`),
    path.map((each) => joined`attribute_exists(${each})`),
    path.map((each) => joined`attribute_not_exists (${each})`),
    tie('condition').map((each) => joined`NOT ${each}`),
    tie('condition').map((each) => joined`(${each})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR', 'and'), tie('condition'))
      .map(([a, operator, b]) => joined`${a} ${operator} ${b}`),
  ),
}));

const ifNotExists = fc.tuple(path, numberOrPath).map(([a, b]) => joined`if_not_exists(${a}, ${b})`);
const setAction = fc.oneof(
  fc.tuple(target, fc.oneof(value, value, path, ifNotExists)).map(([to, from]) => joined`${to} = ${from}`),
  fc
    .tuple(target, fc.oneof(numberOrPath, ifNotExists), fc.constantFrom('+', '-'), numberOrPath)
    .map(([to, a, sign, b]) => joined`${to} = ${a} ${sign} ${b}`),
);
const addAction = fc
  .tuple(mostly(pathOf('#n', 'm.c', 'count1'), target), number)
  .map(([to, by]) => joined`${to} ${by}`);
/** Not a list, which ADD would take on AWS as an old form of a set. */
const addable = addAction.filter(({ given: [by] }) => !Array.isArray(by));

function section(keyword: string, action: fc.Arbitrary<Drawn>): fc.Arbitrary<Drawn> {
  const two = fc.tuple(action, action).map(([a, b]) => joined`${keyword} ${a}, ${b}`);
  return fc.oneof({ weight: 3, arbitrary: action.map((a) => joined`${keyword} ${a}`) }, { weight: 1, arbitrary: two });
}

const sections = [section('SET', setAction), section('ADD', addable), section('REMOVE', target)] as const;
const updateExpression = mostly(
  fc.oneof(...sections, ...pairsOf(sections)),
  fc.tuple(sections[0], sections[0]).map(([a, b]) => joined`${a} ${b}`),
);

export const update: fc.Arbitrary<Expressions> = fc.record({
  condition: fc.option(condition, { nil: undefined, freq: 2 }),
  update: updateExpression,
});

export function keyCondition(sortKeys: readonly string[]): fc.Arbitrary<Expressions> {
  const key = fc.constantFrom(...sortKeys);
  const sortKey = mostly(key.map(drawnValue), fc.constantFrom<unknown>('', 1).map(drawnValue));
  const onSortKey = fc.oneof(
    fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), sortKey).map(([is, a]) => joined`#sk ${is} ${a}`),
    bounds(key).map(([low, high]) => joined`sk BETWEEN ${low} AND ${high}`),
    sortKey.map((prefix) => joined`begins_with(#sk, ${prefix})`),
  );
  const whole = fc.oneof(
    fc.constant<Drawn>({ text: 'pk = :pk', given: [] }),
    onSortKey.map((each) => joined`#pk = :pk AND ${each}`),
    onSortKey.map((each) => joined`(${each}) AND pk = :pk`),
  );
  return fc.record({
    key: mostly(
      whole,
      onSortKey.map((each) => joined`pk = :pk OR ${each}`),
    ),
  });
}

/** The request's own parameters: every value under a placeholder of its own, every name that is used. */
export function rendered({ condition, update, key }: Expressions): Rendered {
  const given: Record<string, unknown> = {};
  const numbered = (drawn: Drawn | undefined) => {
    const values = drawn?.given.values();
    return drawn?.text.replaceAll(/:v\b/g, () => {
      const placeholder = `:v${Object.keys(given).length}`;
      given[placeholder] = values?.next().value;
      return placeholder;
    });
  };
  const [ConditionExpression, UpdateExpression, KeyConditionExpression] = [condition, update, key].map(numbered);
  const texts = [ConditionExpression, UpdateExpression, KeyConditionExpression].join(' ');
  const names = Object.entries(NAMES).filter(([name]) => new RegExp(`${name}\\b`).test(texts));
  return {
    ...(ConditionExpression && { ConditionExpression }),
    ...(UpdateExpression && { UpdateExpression }),
    ...(KeyConditionExpression && { KeyConditionExpression }),
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(Object.keys(given).length > 0 && { ExpressionAttributeValues: given }),
  };
}

interface Rendered {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

function pathOf(...paths: string[]): fc.Arbitrary<Drawn> {
  return fc.constantFrom(...paths).map((text) => ({ text, given: [] }));
}

function drawnValue(each: unknown): Drawn {
  return { text: ':v', given: [each] };
}

/** Two of a kind, the lower one first as a rule. */
function bounds<T extends string | number>(of: fc.Arbitrary<T>): fc.Arbitrary<Drawn[]> {
  const any = fc.tuple(of, of);
  const sorted = any.map(([a, b]) => (Buffer.from(`${a}`).compare(Buffer.from(`${b}`)) > 0 ? [b, a] : [a, b]));
  return mostly<T[]>(sorted, any).map((pair) => pair.map(drawnValue));
}

function pairsOf(all: readonly fc.Arbitrary<Drawn>[]): fc.Arbitrary<Drawn>[] {
  return all.flatMap((a) => all.filter((b) => b !== a).map((b) => fc.tuple(a, b).map(([a, b]) => joined`${a} ${b}`)));
}

function joined(strings: TemplateStringsArray, ...parts: (Drawn | string | undefined)[]): Drawn {
  const drawn = parts.map((part) => (typeof part === 'string' ? { text: part, given: [] } : part));
  return {
    text: strings.reduce((text, literal, index) => `${text}${literal}${drawn[index]?.text ?? ''}`, ''),
    given: drawn.flatMap((part) => part?.given ?? []),
  };
}
