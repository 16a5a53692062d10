import { NotModelled, ValidationException } from '../errors.ts';
import { type KeyNames, partitionKey, sortKey } from '../keys.ts';
import type { Bound } from '../rows.ts';
import { compareStrings } from '../values.ts';
import { compileOnce } from './compile-once.ts';
import { type Condition, type Operand, parseCondition } from './condition.ts';
import { Parser } from './parser.ts';
import type { Expression, Values } from './substitutes.ts';

/** The part of one partition that a query reads. */
export interface KeyRange {
  readonly pk: string;
  readonly from?: Bound;
  readonly to?: Bound;
  /**
   * Whether DynamoDB knows that a query that has read its last bound is at its end: then it names no next key there, and
   * takes none. It does for comparisons and BETWEEN, not for `=` and begins_with (seen with DynamoDB Local, and in
   * https://github.com/aws/aws-sdk-ruby/issues/2456).
   */
  readonly endsAtBound: boolean;
}

/**
 * The partition key equals a value, and perhaps one condition on the sort key. "Key condition expressions for the Query operation in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export interface KeyCondition extends Expression {
  /** What it reads of a table or an index with these keys. */
  range(values: Values, keys: KeyNames): KeyRange;
}

export const keyConditionOf = compileOnce((text, given): KeyCondition => {
  const parser = new Parser(text, given);
  const conditions = new Map<string, OnKey>();
  for (const condition of conjuncts(parseCondition(parser)).map(onOneKey)) {
    if (conditions.has(condition.key)) throw new ValidationException('A key has more than one condition.');
    conditions.set(condition.key, condition);
  }

  return {
    names: parser.names,
    values: parser.values,
    range(values, keys) {
      const partition = conditions.get(keys.pk);
      if (!partition) throw new ValidationException('The query condition missed the partition key.');
      if (partition.operator !== '=') throw new ValidationException('The partition key takes no operator but =.');
      const sort = keys.sk === undefined ? undefined : conditions.get(keys.sk);
      if (conditions.size > (sort ? 2 : 1)) throw new ValidationException('A key condition names what is no key.');

      const pk = partitionKey(values[partition.value], keys.pk);
      if (!sort) return { pk, endsAtBound: false };
      const endsAtBound = sort.operator !== '=' && sort.operator !== 'begins_with';
      return { pk, ...between(sort, values), endsAtBound };
    },
  };
});

type Operator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with';

interface OnKey {
  readonly key: string;
  readonly operator: Operator;
  /** Placeholders. */
  readonly value: string;
  readonly high?: string;
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];
}

function onOneKey(condition: Condition): OnKey {
  switch (condition.kind) {
    case 'compare':
      if (condition.comparator === '<>') return refuseOperator();
      return { ...keyAndValue(condition.left, condition.right), operator: condition.comparator };
    case 'between':
      return {
        ...keyAndValue(condition.operand, condition.low),
        operator: 'BETWEEN',
        high: keyAndValue(condition.operand, condition.high).value,
      };
    case 'begins_with':
      return { ...keyAndValue(condition.operand, condition.prefix), operator: 'begins_with' };
    case 'exists':
    case 'and':
    case 'or':
    case 'not':
      return refuseOperator();
  }
}

function refuseOperator(): never {
  throw new ValidationException('The operator is not allowed in a KeyConditionExpression.');
}

function keyAndValue(left: Operand, right: Operand): Pick<OnKey, 'key' | 'value'> {
  if (left.kind === 'value') throw new NotModelled('a key condition whose value comes first');
  if (right.kind === 'path') throw new ValidationException('A key condition compares a key with a value.');
  const [key, nested] = left.path;
  if (nested !== undefined) throw new ValidationException(`A key condition names ${left.path.join('.')}, no key.`);
  return { key, value: right.placeholder };
}

function between({ key, operator, value, high }: OnKey, values: Values): Pick<KeyRange, 'from' | 'to'> {
  const sk = sortKey(values[value], key);
  switch (operator) {
    case '=':
      return { from: { sk, inclusive: true }, to: { sk, inclusive: true } };
    case '<':
      return { to: { sk, inclusive: false } };
    case '<=':
      return { to: { sk, inclusive: true } };
    case '>':
      return { from: { sk, inclusive: false } };
    case '>=':
      return { from: { sk, inclusive: true } };
    case 'BETWEEN': {
      const last = sortKey(values[high ?? ''], key);
      if (compareStrings(sk, last) > 0) throw new ValidationException('The bounds of BETWEEN are the wrong way round.');
      return { from: { sk, inclusive: true }, to: { sk: last, inclusive: true } };
    }
    case 'begins_with': {
      const end = afterPrefix(sk);
      return { from: { sk, inclusive: true }, ...(end !== undefined && { to: { sk: end, inclusive: false } }) };
    }
  }
}

/** The first string after all that begin with the prefix: its last code point raised by one, where that is possible. */
function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.length > 0) {
    const last = points.pop() as number;
    // U+D800 to U+DFFF are surrogates: no code points, and nothing has them in UTF-8.
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}
