import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Defect } from './defect.ts';

const ROOT = new URL('../../../', import.meta.url);

/**
 * From now on this process loads the file with the defect in it; the file itself stays as it is. Throws unless each text
 * that is to be replaced stands there exactly once.
 */
export function plant({ name, file, edits }: Defect): void {
  const url = new URL(file, ROOT).href;
  const source = edits.reduce(
    (text, [wanted, instead]) => {
      const parts = text.split(wanted);
      if (parts.length !== 2)
        throw new Error(`${name}: found ${parts.length - 1} times in ${file}, not once: ${wanted}`);
      return parts.join(instead);
    },
    readFileSync(fileURLToPath(url), 'utf8'),
  );
  registerHooks({
    load: (loaded, context, next) =>
      loaded === url
        ? { format: 'module', source: stripTypeScriptTypes(source), shortCircuit: true }
        : next(loaded, context),
  });
}
