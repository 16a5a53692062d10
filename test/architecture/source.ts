import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** What the rules want to know of a file. */
export interface Source {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Each variable and global that is used, with the member that is taken of it: `clock`, `Date.now`, `new Date()`. */
  readonly uses: readonly string[];
  /** Whether it declares nothing, and only hands on what other files declare. */
  readonly handsOnOnly: boolean;
}

export interface Import {
  /** A path from the root of the repository, or the name of a package. */
  readonly target: string;
  /** Erased before anything runs. */
  readonly typeOnly: boolean;
  /** As the other file calls them; `*` for all of it, `default` for its default. */
  readonly names: readonly string[];
}

/** Parses rather than searches: a comment is no import and a string is no call. */
export function parse(path: string, text: string): Source {
  // oxlint-disable-next-line typescript/no-deprecated -- The one name under which Vitest hands on the parser it brings.
  const nodes = [...walk(parseAst(text, { lang: 'ts' }) as unknown as Node)];
  const statements = nodes[0]?.['body'] as Node[];

  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: nodes.flatMap((node) => importIn(node, path)),
    uses: [...new Set(nodes.flatMap(useIn))],
    handsOnOnly: statements.some(isExport) && statements.every(handsOn),
  };
}

/** ESTree with TypeScript's nodes: https://github.com/estree/estree */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
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

function importIn(node: Node, path: string): Import[] {
  const { source, specifiers } = node;
  if (!isNode(source) || typeof source['value'] !== 'string') return [];

  const named = (Array.isArray(specifiers) ? specifiers : []).filter(isNode);
  const isType = (declared: Node) => declared['importKind'] === 'type' || declared['exportKind'] === 'type';
  return [
    {
      target: targetOf(source['value'], path),
      typeOnly: isType(node) || node.type === 'TSImportType' || (named.length > 0 && named.every(isType)),
      names: named.length > 0 ? named.map(importedName) : ['*'],
    },
  ];
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return String((specifier['imported'] as Node | undefined)?.['name']);
}

function targetOf(specifier: string, path: string): string {
  if (specifier.startsWith('#platform/')) return specifier.replace('#', 'lambdas/');
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function useIn(node: Node): string[] {
  if (node.type === 'Identifier' || node.type === 'MemberExpression') return [dotted(node)];

  const { type, callee } = node;
  const isBareDate = isNode(callee) && dotted(callee) === 'Date' && (node['arguments'] as Node[]).length === 0;
  if (isBareDate) return [type === 'NewExpression' ? 'new Date()' : 'Date()'];
  return [];
}

function dotted(node: Node): string {
  const { type, name, object, property } = node;
  if (type === 'Identifier') return String(name);
  if (type !== 'MemberExpression') return '…';

  const member = property as Node;
  const path = `${dotted(object as Node)}.${String(member['name'] ?? member['value'])}`;
  return path.replace(/^globalThis\./, '');
}

function isExport({ type }: Node): boolean {
  return type.startsWith('Export');
}

function handsOn({ type, declaration }: Node): boolean {
  return (
    type === 'ImportDeclaration' ||
    type === 'ExportAllDeclaration' ||
    (type === 'ExportNamedDeclaration' && !declaration)
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}
