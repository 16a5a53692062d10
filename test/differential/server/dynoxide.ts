import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../load/free-port.ts';
import { ROOT, startServer } from '../../load/server.ts';

/** A DynamoDB server that comes with `npm ci`, in memory, in a process of its own while the project's tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = mkdtempSync(join(tmpdir(), 'liftline-dynoxide-'));
  const program = join(ROOT, 'node_modules/@dynoxide/linux-x64/dynoxide');
  // Asked for port 0, it does not say which one it took.
  const port = String(await freePort());
  const server = await startServer({
    // It says on its standard error that it listens.
    program: 'sh',
    args: ['-c', 'exec "$0" "$@" 2>&1', program, 'serve', '--host', '127.0.0.1', '--port', port],
    folder: scratch,
    log: join(scratch, 'server.log'),
    ready: /listening on /,
  });
  project.provide('dynamodb', `http://127.0.0.1:${port}`);

  return async () => {
    await server.stop();
    rmSync(scratch, { recursive: true });
  };
}
