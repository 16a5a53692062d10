import { ValidationException } from '../errors.ts';

export interface Token {
  /** A bare word is an attribute, a function or a keyword; `#name` and `:value` stand for something given beside. */
  readonly kind: 'word' | 'name' | 'value' | 'symbol' | 'end';
  readonly text: string;
}

/** The tokens of any expression; after the last one comes `end`, for ever. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(expression)?.groups;
    if (!groups) throw new ValidationException(`Syntax error in the expression near "${expression.slice(from)}".`);
    const { word, name, value, symbol } = groups;
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}

/** Spaces, then one token or the end, where the last one ended and nowhere else (`y`). */
const TOKEN =
  /[ \t\r\n]*(?:(?<word>[A-Za-z][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<symbol><>|<=|>=|[=<>+\-(),.[\]]|[0-9]+)|$)/y;
