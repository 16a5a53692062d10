import { posix } from 'node:path';
import { dotted, isNode, type Node, nodesOf } from './tree.ts';

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

export function parse(path: string, text: string): Source {
  const nodes = nodesOf(text);
  const statements = nodes[0]?.['body'] as Node[];

  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: nodes.flatMap((node) => importIn(node, path)),
    uses: [...new Set(nodes.flatMap(useIn))],
    handsOnOnly: statements.some(isExport) && statements.every(handsOn),
  };
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
