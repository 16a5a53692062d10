import { NotModelled, ValidationException } from '../errors.ts';
import { EXPRESSION_BYTES_MAX, OPERATORS_MAX } from '../limits.ts';
import { isReserved } from '../reserved-words.ts';
import { sizeOfName } from '../values.ts';
import { type Token, tokensOf } from './lexer.ts';
import type { Names } from './substitutes.ts';

/** An attribute, or one attribute of a map. */
export type Path = readonly [attribute: string] | readonly [map: string, attribute: string];

/** "The first operand must be distinct from the remaining operands": nothing is compared with itself. */
export function refuseSamePath(a: Path, b: Path): void {
  if (a[0] === b[0] && a[1] === b[1]) throw new ValidationException(`The operand ${a.join('.')} stands twice.`);
}

/** Walks over the tokens of one expression, resolves its names, and notes every placeholder that it uses. */
export class Parser {
  readonly names = new Map<string, string>();
  readonly values = new Set<string>();
  readonly #tokens: readonly Token[];
  readonly #given: Names;
  #position = 0;
  #operators = 0;

  constructor(expression: string, names: Names) {
    if (expression === '') throw new ValidationException('The expression can not be empty.');
    if (Buffer.byteLength(expression) > EXPRESSION_BYTES_MAX) {
      throw new ValidationException(`The expression is longer than ${EXPRESSION_BYTES_MAX} bytes.`);
    }
    this.#tokens = tokensOf(expression);
    this.#given = names;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** Whether a keyword (in any case) or a symbol comes next; if so, it is behind us. */
  accept(text: string): boolean {
    const token = this.peek();
    const found =
      (token.kind === 'word' && token.text.toUpperCase() === text) || (token.kind === 'symbol' && token.text === text);
    if (found) this.#position += 1;
    return found;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  end(): void {
    if (this.peek().kind !== 'end') this.fail();
  }

  /** A bare word directly before a parenthesis. */
  isCall(): boolean {
    return this.peek().kind === 'word' && this.peek(1).text === '(';
  }

  path(): Path {
    const attribute = this.#attribute();
    if (this.peek().text === '[') throw new NotModelled('a list element in an expression');
    if (!this.accept('.')) return [attribute];

    const nested = this.#attribute();
    if (['.', '['].includes(this.peek().text)) throw new NotModelled('a path of more than one level in an expression');
    return [attribute, nested];
  }

  value(): string {
    const token = this.next();
    if (token.kind !== 'value') this.fail(token);
    this.values.add(token.text);
    return token.text;
  }

  #attribute(): string {
    const token = this.next();
    if (token.kind === 'name') return this.#resolve(token.text);
    if (token.kind !== 'word') this.fail(token);
    if (isReserved(token.text)) throw new ValidationException(`The attribute name ${token.text} is a reserved word.`);
    return token.text;
  }

  #resolve(placeholder: string): string {
    const name = this.#given[placeholder];
    if (name === undefined) throw new ValidationException(`The attribute name ${placeholder} is not defined.`);
    sizeOfName(name);
    this.names.set(placeholder, name);
    return name;
  }

  countOperator(): void {
    this.#operators += 1;
    if (this.#operators > OPERATORS_MAX) throw new ValidationException('The expression contains too many operators.');
  }

  fail(token: Token = this.peek()): never {
    throw new ValidationException(`Syntax error in the expression at "${token.text || 'its end'}".`);
  }
}
