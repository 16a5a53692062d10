import { globSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

/**
 * Bundles every `*.handler.ts` with one call, each into a folder of its own (`recordRide/index.mjs`), so that a function
 * carries only what it imports and its asset changes only when its code does. The same source gives the same bytes.
 */
export function bundleHandlers(outdir: string = resolve(root, '.bundles')): string {
  rmSync(outdir, { recursive: true, force: true });
  const handlers = globSync('lambdas/*/*.handler.ts', { cwd: root });
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(handlers.map((file) => [`${operationIdOf(file)}/index`, file])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's and Powertools' modern builds, which can be shaken.
    mainFields: ['module', 'main'],
    // A package that is not a module yet asks for Node's own parts by `require`, which a module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    minify: true,
    // So that errors and stack traces keep the names that the source gave them.
    keepNames: true,
    legalComments: 'none',
  });
  return outdir;
}

/** `record-ride.handler.ts` is the entry point of `recordRide`. */
function operationIdOf(file: string): string {
  return basename(file, '.handler.ts').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
