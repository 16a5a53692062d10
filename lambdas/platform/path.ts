import type { Operation } from './operation.ts';

/**
 * The variables of a path as it was sent, or undefined where it is no path of this operation. Nothing is decoded or
 * normalised: `//`, `/./`, `..`, `;x`, a trailing slash and an encoding that was not needed name nothing, so a resource
 * has one name and no proxy in front can disagree with us on which one was meant.
 */
export function matchPath(operation: Operation, path: string): Readonly<Record<string, string>> | undefined {
  for (const pattern of patternsOf(operation)) {
    const match = pattern.exec(path);
    if (match) return match.groups ?? {};
  }
  return undefined;
}

const compiled = new WeakMap<Operation, readonly RegExp[]>();

function patternsOf(operation: Operation): readonly RegExp[] {
  let patterns = compiled.get(operation);
  if (!patterns) {
    patterns = [operation.path, ...(operation.aliases ?? [])].map(patternOf);
    compiled.set(operation, patterns);
  }
  return patterns;
}

export function patternOf(template: string): RegExp {
  const segments = template.split('/').map((segment) => {
    const variable = /^\{(\w+)\}$/.exec(segment)?.[1];
    return variable ? `(?<${variable}>${SEGMENT})` : segment.replaceAll('.', '\\.');
  });
  return new RegExp(`^${segments.join('/')}$`);
}

/**
 * Anything but a dot segment, a delimiter, or an encoding other than of non-ASCII, which alone is needed (RFC 3986 §2.4;
 * no variable of ours takes it, so that it is the schema which says what is wrong with `%EF%BC%91`).
 */
const SEGMENT = String.raw`(?!\.\.?(?:/|$))(?:[^/?#;%\\\s]|%[89A-Fa-f][0-9A-Fa-f])+`;
