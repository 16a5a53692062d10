import { parseAst } from 'vitest/node';

/** ESTree with TypeScript's nodes: https://github.com/estree/estree */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The program of a file, and then every node in it. Parses rather than searches: a comment is no import and a string is no call. */
export function nodesOf(text: string): Node[] {
  // oxlint-disable-next-line typescript/no-deprecated -- The one name under which Vitest hands on the parser it brings.
  return [...walk(parseAst(text, { lang: 'ts' }) as unknown as Node)];
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const [field, value] of Object.entries(node)) {
    if (belongsToName(node, field)) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

/** The `now` of `{ now: 1 }` is no variable, and neither part of `clock.now` is one by itself. */
function belongsToName(node: Node, field: string): boolean {
  if (field === 'object') return (node[field] as Node).type === 'Identifier';
  return (field === 'property' || field === 'key') && node['computed'] !== true;
}

/** A variable, or a member with what it is taken of. */
export function dotted(node: Node): string {
  const { type, name, object, property } = node;
  if (type === 'Identifier') return String(name);
  if (type !== 'MemberExpression') return '…';

  const member = property as Node;
  const path = `${dotted(object as Node)}.${String(member['name'] ?? member['value'])}`;
  return path.replace(/^globalThis\./, '');
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}
