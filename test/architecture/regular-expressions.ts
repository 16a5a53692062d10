import { dotted, isNode, type Node, nodesOf } from './tree.ts';

export interface RegularExpression {
  readonly source: string;
  readonly flags: string;
}

export interface Found {
  /** Literals, and texts that are handed to `RegExp`. */
  readonly whole: readonly RegularExpression[];
  /** The code that hands anything else to `RegExp`: only running it tells what comes of it. */
  readonly made: readonly string[];
}

export function regularExpressionsIn(code: string): Found {
  const nodes = nodesOf(code);
  const calls = nodes.filter(isCallOfRegExp).map((call) => ({ call, expression: fromTexts(call) }));
  return {
    whole: [...nodes.flatMap(literalIn), ...calls.flatMap(({ expression }) => expression ?? [])],
    made: calls.filter(({ expression }) => !expression).map(({ call }) => codeOf(call, code)),
  };
}

/** Every `pattern` in a JSON Schema, or in what holds some: there, flags are none (JSON Schema 2020-12, 6.3.3). */
export function patternsIn(schema: unknown): RegularExpression[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [{ source: value, flags: '' }] : patternsIn(value),
  );
}

function literalIn({ type, regex }: Node): RegularExpression[] {
  if (type !== 'Literal' || !regex) return [];
  const { pattern, flags } = regex as { pattern: string; flags: string };
  return [{ source: pattern, flags }];
}

/** With `new` and without it is the same. */
function isCallOfRegExp({ callee }: Node): boolean {
  return isNode(callee) && dotted(callee) === 'RegExp';
}

function fromTexts(call: Node): RegularExpression | undefined {
  const texts = (call['arguments'] as Node[]).map(textOf);
  const [source, flags = ''] = texts;
  return source === undefined || texts.includes(undefined) ? undefined : { source, flags };
}

function textOf({ type, value, quasis, expressions }: Node): string | undefined {
  if (type === 'Literal' && typeof value === 'string') return value;
  if (type !== 'TemplateLiteral' || (expressions as Node[]).length > 0) return undefined;
  return (quasis as { value: { cooked: string } }[])[0]?.value.cooked;
}

function codeOf({ start, end }: Node, code: string): string {
  return code.slice(Number(start), Number(end));
}
