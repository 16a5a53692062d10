import { chmodSync, mkdtempSync, rmSync } from 'node:fs';

/**
 * Runs something with a folder of its own and removes the folder afterwards. In /var/tmp, which lies on a disk where
 * /tmp may be memory (Filesystem Hierarchy Standard 3.0, 5.15): what is measured here is how fast a disk syncs.
 */
export async function inScratchFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync('/var/tmp/liftline-');
  // A database that runs as a user of its own passes through, without seeing what else is in there.
  chmodSync(folder, 0o711);
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
