import { NotModelled, ValidationException } from '../errors.ts';
import { type Parser, type Path, refuseSamePath } from './parser.ts';

/**
 * A condition as it is written, before anything is known of the item.
 * "Condition and filter expressions, operators, and functions in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export type Condition =
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'begins_with'; readonly operand: Operand; readonly prefix: Operand }
  | { readonly kind: 'exists'; readonly path: Path }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly placeholder: string };

/** From weak to strong: OR, AND, NOT; all associate to the left. */
export function parseCondition(parser: Parser): Condition {
  /** The condition last read from parentheses: one pair directly around another is refused. */
  let grouped: Condition | undefined;

  const condition = disjunction();
  parser.end();
  return condition;

  function disjunction(): Condition {
    let left = conjunction();
    while (operator('OR')) left = { kind: 'or', left, right: conjunction() };
    return left;
  }

  function conjunction(): Condition {
    let left = negation();
    while (operator('AND')) left = { kind: 'and', left, right: negation() };
    return left;
  }

  function negation(): Condition {
    if (operator('NOT')) return { kind: 'not', condition: negation() };
    if (parser.accept('(')) return group();
    return parser.isCall() ? call() : comparison();
  }

  function group(): Condition {
    const inner = disjunction();
    if (inner === grouped) throw new ValidationException('The expression has redundant parentheses.');
    parser.expect(')');
    grouped = inner;
    return inner;
  }

  function call(): Condition {
    const name = parser.next().text;
    parser.expect('(');
    parser.countOperator();
    const condition = namedCall(name);
    parser.expect(')');
    return condition;
  }

  function namedCall(name: string): Condition {
    switch (name) {
      case 'attribute_exists':
        return { kind: 'exists', path: parser.path() };
      case 'attribute_not_exists':
        return { kind: 'not', condition: { kind: 'exists', path: parser.path() } };
      case 'begins_with': {
        const called = operand();
        parser.expect(',');
        return { kind: 'begins_with', operand: called, prefix: distinct(operand(), called) };
      }
      case 'attribute_type':
      case 'contains':
      case 'size':
        throw new NotModelled(`the function ${name}`);
      default:
        throw new ValidationException(`There is no function ${name} in a condition.`);
    }
  }

  function comparison(): Condition {
    const left = operand();
    if (operator('BETWEEN')) {
      const low = distinct(operand(), left);
      parser.expect('AND');
      return { kind: 'between', operand: left, low, high: distinct(operand(), left) };
    }
    if (parser.accept('IN')) throw new NotModelled('the operator IN');
    const token = parser.next();
    if (!isComparator(token.text)) return parser.fail(token);
    parser.countOperator();
    return { kind: 'compare', comparator: token.text, left, right: distinct(operand(), left) };
  }

  function operand(): Operand {
    if (parser.peek().text === '(') throw new NotModelled('an operand in parentheses');
    if (parser.isCall()) throw new NotModelled(`the function ${parser.peek().text} as an operand`);
    return parser.peek().kind === 'value'
      ? { kind: 'value', placeholder: parser.value() }
      : { kind: 'path', path: parser.path() };
  }

  function operator(keyword: string): boolean {
    const found = parser.accept(keyword);
    if (found) parser.countOperator();
    return found;
  }
}

function distinct(operand: Operand, first: Operand): Operand {
  if (operand.kind === 'path' && first.kind === 'path') refuseSamePath(operand.path, first.path);
  return operand;
}

function isComparator(text: string): text is Comparator {
  return ['=', '<>', '<', '<=', '>', '>='].includes(text);
}
