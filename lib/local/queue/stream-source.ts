import type { Log } from '#platform/log.ts';
import type { Timers } from '#platform/platform.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import type { EventSource } from './event-source.ts';
import { giveWay } from './give-way.ts';
import type { LocalStream } from './stream.ts';

export interface StreamSourceOptions {
  readonly stream: LocalStream;
  readonly worker: (batch: readonly ChangeRecord[], log: Log) => Promise<void>;
  readonly batchSize: number;
  readonly timers: Timers;
  /** Resolves when everything that was done so far is on the disk. */
  readonly barrier: () => Promise<void>;
  readonly log: Log;
  /** Told of each batch that the worker threw back. */
  readonly onFailed: () => void;
}

/**
 * Feeds a worker from a stream as Lambda's event source mapping does: in order, one batch at a time, and the same batch
 * again when the worker throws (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html). Here it is
 * tried for ever: nothing forgets the records meanwhile.
 */
export function streamSource(options: StreamSourceOptions): EventSource {
  const { stream, worker, batchSize, timers, barrier, log, onFailed } = options;
  let isStopped = false;
  let wake = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  stream.onAppended(() => wake.resolve());
  // Only a storage that has failed ends it, and that ends the process; here it must not be the last thing said of it.
  const ended = run().catch((cause) => log.error('stream source ended', { cause: String(cause) }));

  return {
    async stop() {
      isStopped = true;
      wake.resolve();
      stopped.resolve();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!isStopped) {
      if (stream.isEmpty()) await appended();
      else await feed(stream.oldest(batchSize));
      await giveWay({ timers, barrier, backlog: stream.size() });
    }
  }

  async function feed(batch: readonly ChangeRecord[]): Promise<void> {
    try {
      await worker(batch, log);
      // In the same turn as the worker's last write, so that they are durable together; were they not, it only came again.
      stream.remove(batch);
    } catch (cause) {
      log.error('stream batch failed', { records: batch.length, cause: String(cause) });
      onFailed();
      await Promise.race([timers.sleep(PAUSE_MS), stopped.promise]);
    }
  }

  async function appended(): Promise<void> {
    wake = Promise.withResolvers<void>();
    if (!isStopped && stream.isEmpty()) await wake.promise;
  }
}

/** Long enough for what is in trouble to recover a little, and as long as a view may lag. */
const PAUSE_MS = 1_000;
