import { Worker } from 'node:worker_threads';

/** Starts the thread that keeps the log of a database short; the returned function ends it. */
export function checkpointInBackground(file: string, onError: (cause: unknown) => void): () => Promise<void> {
  const worker = new Worker(new URL('./checkpoint.worker.ts', import.meta.url), {
    workerData: { file, everyMs: 2_000 },
  });
  worker.on('error', onError);
  worker.unref();

  return async () => {
    await worker.terminate();
  };
}
