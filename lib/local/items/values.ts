import { NotModelled, ValidationException } from './errors.ts';
import { NESTING_MAX } from './limits.ts';

/** DynamoDB's names of the types that are modelled; each is a plain JavaScript value. */
export type AttributeType = 'S' | 'N' | 'BOOL' | 'NULL' | 'M' | 'L';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * The bytes of a whole item, refusing any value that could not be stored. "Item sizes and formats",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOfItem(item: Attributes): number {
  if (!isMap(item)) throw new ValidationException('An item is a plain object.');
  let bytes = 0;
  for (const name in item) bytes += sizeOfName(name) + sizeOf(item[name]);
  return bytes;
}

/** The bytes of one value without its name; refuses what DynamoDB, the SDK or this engine cannot store. */
export function sizeOf(value: unknown, level = 1): number {
  switch (typeof value) {
    case 'string':
      return sizeOfString(value);
    case 'number':
      return sizeOfNumber(value);
    case 'boolean':
      return 1;
    case 'object':
      return value === null ? 1 : sizeOfDocument(value, level);
    case 'undefined':
      throw new ValidationException('A value is undefined: leave the attribute out, or store null.');
    default:
      throw new NotModelled(`a value of type ${typeof value}`);
  }
}

/** Lists and maps take 3 bytes, and 1 more for each element. */
function sizeOfDocument(value: object, level: number): number {
  if (!Array.isArray(value) && !isMap(value)) throw new NotModelled(`a value of class ${value.constructor.name}`);
  if (level >= NESTING_MAX) throw new ValidationException('Nesting levels have exceeded supported limits.');

  let bytes = 3;
  if (Array.isArray(value)) {
    for (const element of value) bytes += 1 + sizeOf(element, level + 1);
  } else {
    for (const name in value) bytes += 1 + sizeOfName(name) + sizeOf(value[name], level + 1);
  }
  return bytes;
}

/** An attribute name's own bytes. */
export function sizeOfName(name: string): number {
  if (name === '') throw new ValidationException('An attribute name is empty.');
  if (name === '__proto__') throw new NotModelled('an attribute named __proto__');
  return sizeOfString(name);
}

/** A lone surrogate has no UTF-8: two different keys would become the same bytes. */
function sizeOfString(value: string): number {
  if (value.length <= 64 && isAscii(value)) return value.length;
  if (!value.isWellFormed()) throw new NotModelled('a string with a lone surrogate');
  return Buffer.byteLength(value);
}

/** For a short string the two calls into the runtime cost more than this loop, and most strings are short. */
function isAscii(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}

/** One byte, one for each two digits without trailing zeros, and one for a sign. */
function sizeOfNumber(value: number): number {
  if (!Number.isSafeInteger(value)) throw new NotModelled(`a number that is not a safe integer, such as ${value}`);

  let rest = Math.abs(value);
  // Not `%`, which is slow beyond 2^31; the hundredth of an integer below 2^53 is rounded to a whole only where it is one.
  while (rest !== 0 && Number.isInteger(rest / 100)) rest /= 100;
  let bytes = value < 0 ? 2 : 1;
  for (; rest > 0; rest = Math.floor(rest / 100)) bytes += 1;
  return bytes;
}

export function typeOf(value: unknown): AttributeType | undefined {
  switch (typeof value) {
    case 'string':
      return 'S';
    case 'number':
      return 'N';
    case 'boolean':
      return 'BOOL';
    case 'undefined':
      return undefined;
    default:
      return value === null ? 'NULL' : Array.isArray(value) ? 'L' : 'M';
  }
}

/** Plain objects only: a Set, a Buffer or an instance of a class is something else to DynamoDB, or nothing. */
export function isMap(value: unknown): value is Attributes {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Own attributes only, so that `constructor` is absent unless it was stored. */
export function attribute(item: Attributes, name: string): unknown {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Values of different types are never equal; lists compare in order, maps in any. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equal(element, b[index]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  );
}

/**
 * The order of strings in DynamoDB: by the bytes of their UTF-8, which is the order of code points. JavaScript compares
 * UTF-16 units, where a surrogate (a code point from U+10000 on) comes before U+E000 to U+FFFF.
 */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
