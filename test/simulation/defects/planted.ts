import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Defect } from './defect.ts';

const ROOT = new URL('../../../', import.meta.url);

/** From now on this process loads the file with the defect in it; the file itself stays as it is. */
export function plant(defect: Defect): void {
  const source = stripTypeScriptTypes(withDefect(defect));
  const spoiled = new URL(defect.file, ROOT).href;
  registerHooks({
    load: (url, context, next) =>
      url === spoiled ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}

/** The text of the file with the defect in it. Throws unless each text that is to be replaced stands there exactly once. */
export function withDefect({ name, file, edits }: Defect): string {
  let text = readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8');
  for (const [wanted, instead] of edits) {
    const parts = text.split(wanted);
    if (parts.length !== 2) throw new Error(`${name}: found ${parts.length - 1} times in ${file}, not once: ${wanted}`);
    text = parts.join(instead);
  }
  return text;
}
