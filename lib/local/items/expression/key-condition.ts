import { NotModelled, ValidationException } from '../errors.ts';
import { partitionKey, sortKey, type TableSchema } from '../keys.ts';
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
 * `pk = :pk`, and perhaps one condition on `sk`. "Key condition expressions for the Query operation in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export interface KeyCondition extends Expression {
  range(values: Values, schema: TableSchema): KeyRange;
}

export const keyConditionOf = compileOnce((text, given): KeyCondition => {
  const parser = new Parser(text, given);
  const conditions = conjuncts(parseCondition(parser)).map(onOneKey);

  const [partition, ...more] = conditions.filter(({ key }) => key === 'pk');
  const [sort, ...others] = conditions.filter(({ key }) => key === 'sk');
  if (!partition) throw new ValidationException('The query condition missed the partition key.');
  if (more.length + others.length > 0) throw new ValidationException('A key has more than one condition.');
  if (partition.operator !== '=') throw new ValidationException('The partition key takes no operator but =.');

  return {
    names: parser.names,
    values: parser.values,
    range(values, schema) {
      const pk = partitionKey(values[partition.value]);
      if (!sort) return { pk, endsAtBound: false };
      if (!schema.sk) throw new ValidationException('The table has no sort key.');
      const endsAtBound = sort.operator !== '=' && sort.operator !== 'begins_with';
      return { pk, ...between(sort, values), endsAtBound };
    },
  };
});

type Operator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with';

interface OnKey {
  readonly key: 'pk' | 'sk';
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
  if (nested !== undefined || (key !== 'pk' && key !== 'sk')) {
    throw new ValidationException(`A key condition names ${left.path.join('.')}, which is no key.`);
  }
  return { key, value: right.placeholder };
}

function between({ operator, value, high }: OnKey, values: Values): Pick<KeyRange, 'from' | 'to'> {
  const sk = sortKey(values[value]);
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
      const last = sortKey(values[high ?? '']);
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
