import { Worker } from 'node:worker_threads';

/**
 * Copies the database of a system, running or not, into a new file, as it is at one moment: everything that was answered
 * before is in it. It is done in a thread of its own and holds up nobody. Rejects where it cannot, and then there is no
 * file; never writes over one.
 */
export function backUp(database: string, to: string): Promise<void> {
  const worker = new Worker(new URL('./backup.worker.ts', import.meta.url), { workerData: { database, to } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
