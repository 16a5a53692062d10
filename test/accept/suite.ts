import { spawnSync } from 'node:child_process';
import { ROOT } from '../load/server.ts';
import { finding } from './line.ts';

/** Runs some tests as they are run everywhere, and finds that they pass. */
export function suitePasses(name: string, args: readonly string[]) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter', 'verbose', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, vitest, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  const tests = stdout.match(/^ *✓ .*$/gm) ?? [];
  return finding(status === 0 && tests.length > 0, name, status === 0 ? `\n${tests.join('\n')}` : stdout + stderr);
}
