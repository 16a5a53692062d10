import type { Expression, Names } from './substitutes.ts';

/** More expressions than any service has; when they are made up at run time, the cache starts anew. */
const EXPRESSIONS_MAX = 1000;

/** Remembers what an expression compiled to by its text, as long as it is asked for with the same names. */
export function compileOnce<Compiled extends Expression>(compile: (text: string, names: Names) => Compiled) {
  const known = new Map<string, Compiled>();

  return (text: string, names: Names = {}): Compiled => {
    const found = known.get(text);
    if (found && agrees(found, names)) return found;

    const compiled = compile(text, names);
    if (known.size >= EXPRESSIONS_MAX) known.clear();
    known.set(text, compiled);
    return compiled;
  };
}

function agrees(compiled: Expression, names: Names): boolean {
  for (const [placeholder, name] of compiled.names) {
    if (names[placeholder] !== name) return false;
  }
  return true;
}
