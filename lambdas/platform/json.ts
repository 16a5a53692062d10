import type { FieldError } from './problem.ts';

export type ReadJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly error: FieldError };

/** Nothing recursive ever sees a body that is nested deeper. */
export const JSON_DEPTH_MAX = 16;

/**
 * Reads a body as JSON, and refuses what JSON.parse would quietly change or what a later hop could not carry: duplicate
 * keys, `__proto__`, characters that SQS does not take (SendMessage, "MessageBody"). I-JSON (RFC 7493 §2) asks for most
 * of it. A number that is not in the one form JavaScript writes is read as a symbol of its spelling: no schema takes one
 * but that of a measure (`asMeasured`), and where nobody looks it does no harm. Linear in the size of the body.
 */
export function readJson(body: Uint8Array): ReadJson {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return refused('', 'must be UTF-8');
  }

  const { error, isMisspelled } = scan(text);
  if (error) return { kind: 'refused', error };

  try {
    return { kind: 'json', value: isMisspelled ? JSON.parse(text, keepSpelling) : JSON.parse(text) };
  } catch {
    return refused('', NOT_JSON);
  }
}

/** With `ignoreBOM` a byte order mark stays in the text, where it is no JSON (RFC 8259 §8.1). */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NOT_JSON = 'must be JSON';

/** TypeScript does not know of `source` yet (ECMAScript, "JSON.parse source text access"). */
const keepSpelling: (key: string, value: unknown) => unknown = (
  ...[, value, context]: [key: string, value: unknown, context?: { readonly source?: string }]
) => (typeof value === 'number' && context?.source !== String(value) ? Symbol(context?.source) : value);

/** A number however it was spelled: of what is measured `-1.50` is as good as `-1.5`; of what is counted it is not. */
export function asMeasured(value: unknown): unknown {
  return typeof value === 'symbol' ? Number(value.description) : value;
}

/** An open array or object, and where in it the scan is. */
interface Frame {
  /** The keys seen so far; absent for an array. */
  readonly keys?: Set<string>;
  at: string | number;
}

/**
 * One pass, without recursion, over the tokens that need a rule. Whether they stand in the right order is JSON.parse's
 * to say, so this may meet any text at all.
 */
function scan(text: string): Scanned {
  const open: Frame[] = [];
  let isMisspelled = false;
  let inside: Frame | undefined;
  let keyIsNext = false;

  for (let index = 0; index < text.length; ) {
    const character = text.charCodeAt(index);

    if (character === QUOTE) {
      const end = endOfString(text, index);
      if (end === undefined) return at(keyIsNext ? open.slice(0, -1) : open, UNCARRIABLE);
      if (keyIsNext && inside?.keys) {
        const key = keyIn(text, index, end);
        if (key === undefined) return at([], NOT_JSON);
        inside.at = key;
        if (key === '__proto__') return at(open, 'must not be a key');
        if (inside.keys.has(key)) return at(open, 'must not occur twice');
        inside.keys.add(key);
        keyIsNext = false;
      }
      index = end;
    } else if (character === MINUS || isDigit(character)) {
      const end = endOfNumber(text, index);
      isMisspelled ||= !isCanonical(text, index, end);
      index = end;
    } else {
      if (character === BRACE_OPEN || character === BRACKET_OPEN) {
        if (open.length === JSON_DEPTH_MAX) return at(open, `must not be nested deeper than ${JSON_DEPTH_MAX}`);
        keyIsNext = character === BRACE_OPEN;
        inside = keyIsNext ? { keys: new Set(), at: '' } : { at: 0 };
        open.push(inside);
      } else if (character === BRACE_CLOSE || character === BRACKET_CLOSE) {
        open.pop();
        inside = open.at(-1);
        keyIsNext = false;
      } else if (character === COMMA && inside) {
        keyIsNext = inside.keys !== undefined;
        if (typeof inside.at === 'number') inside.at += 1;
      }
      index += 1;
    }
  }
  return { isMisspelled };
}

interface Scanned {
  readonly error?: FieldError;
  /** Some number is not in canonical form. */
  readonly isMisspelled: boolean;
}

/** The index after the closing quote, or undefined where the string holds what no queue carries. */
function endOfString(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) return index + 1;
    if (character >= 0xfffe) return undefined;
    if (character === BACKSLASH) {
      index += 1;
      if (text.charCodeAt(index) === LOWER_U) {
        const unit = escapedUnit(text, index);
        index += 4;
        if (unit >= 0xfffe || isLowSurrogate(unit)) return undefined;
        if (isHighSurrogate(unit)) {
          const follows = text.startsWith('\\u', index + 1) ? escapedUnit(text, index + 2) : Number.NaN;
          if (!isLowSurrogate(follows)) return undefined;
          index += 6;
        }
      }
    }
  }
  return text.length;
}

const UNCARRIABLE = 'must not hold U+FFFE, U+FFFF or half of a surrogate pair';

/** The four hexadecimal digits after the `u` at `index`; NaN where JSON.parse will refuse them. */
function escapedUnit(text: string, index: number): number {
  return Number(`0x${text.slice(index + 1, index + 5)}`);
}

/** A key as JSON.parse will see it, so that two spellings of one key are found equal. */
function keyIn(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return undefined;
  }
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isNumeric(text.charCodeAt(end))) end += 1;
  return end;
}

/**
 * One value, one spelling, which `1.0`, `1e2`, `-0`, `1e400` and integers beyond 2^53 do not have: none is rounded.
 * Up to 15 digits are exact in a double. The longest canonical number has 25 characters: `-0.0000010077015959284532`, 17
 * digits behind the most zeros that are written without an exponent.
 */
function isCanonical(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 25) return false;
  if (length <= 15 && (length === 1 || text.charCodeAt(start) !== ZERO) && isPlainDigits(text, start, end)) return true;
  const literal = text.slice(start, end);
  return String(Number(literal)) === literal;
}

function isPlainDigits(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    if (!isDigit(text.charCodeAt(index))) return false;
  }
  return true;
}

function at(open: readonly Frame[], detail: string): Scanned {
  return { error: { pointer: pointerTo(open.map((frame) => frame.at)), detail }, isMisspelled: false };
}

function refused(pointer: string, detail: string): ReadJson {
  return { kind: 'refused', error: { pointer, detail } };
}

/** A JSON Pointer (RFC 6901 §3). */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const [QUOTE, BACKSLASH, COMMA, MINUS, ZERO, LOWER_U] = [0x22, 0x5c, 0x2c, 0x2d, 0x30, 0x75] as const;
const [BRACE_OPEN, BRACE_CLOSE, BRACKET_OPEN, BRACKET_CLOSE] = [0x7b, 0x7d, 0x5b, 0x5d] as const;

const isDigit = (character: number) => character >= 0x30 && character <= 0x39;
/** Digits, `+`, `-`, `.`, `E` and `e`: all that a number goes on with. */
const isNumeric = (character: number) =>
  isDigit(character) || character === 0x2b || character === 0x2d || character === 0x2e || (character | 0x20) === 0x65;
const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
