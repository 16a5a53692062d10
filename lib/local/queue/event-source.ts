import type { Log } from '#platform/log.ts';
import type { Clock, Timers } from '#platform/platform.ts';
import type { BatchOutcome, ReceivedMessage } from '#platform/queue.ts';
import { giveWay } from './give-way.ts';
import type { LocalQueue } from './queue.ts';

/** What feeds a worker, until it is stopped. */
export interface EventSource {
  /** Resolves once the batch in hand is done; takes no further one. */
  stop(): Promise<void>;
}

export interface EventSourceOptions {
  readonly queue: LocalQueue;
  readonly worker: (batch: readonly ReceivedMessage[], log: Log) => Promise<BatchOutcome>;
  readonly batchSize: number;
  /** A message carries up to 500 scans, so their number alone does not say how long the worker takes. */
  readonly batchBytes: number;
  readonly windowMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Resolves when everything that was done so far is on the disk. */
  readonly barrier: () => Promise<void>;
  readonly log: Log;
  /** Told of each batch that the worker threw back. */
  readonly onFailed: () => void;
}

/**
 * Feeds a worker from a queue as Lambda's event source mapping does: batches of up to `batchSize` messages or about
 * `batchBytes`, gathered for at most `windowMs`; what the worker does not ask for again is deleted; when it throws, the
 * whole batch comes again (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). One at a time.
 */
export function eventSource(options: EventSourceOptions): EventSource {
  const { queue, worker, batchSize, batchBytes, windowMs, clock, timers, barrier, log, onFailed } = options;
  let isStopped = false;
  let wake = Promise.withResolvers<void>();
  queue.onSent(() => wake.resolve());
  // Only a storage that has failed ends it, and that ends the process; here it must not be the last thing said of it.
  const ended = run().catch((cause) => log.error('event source ended', { cause: String(cause) }));

  return {
    async stop() {
      isStopped = true;
      wake.resolve();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!isStopped) {
      if (queue.visible() === 0) await somethingToDo();
      if (queue.visible() < batchSize) await timers.sleep(windowMs);
      if (!isStopped) await feed(queue.receive(batchSize, batchBytes));
      await giveWay({ timers, barrier, backlog: queue.visible() });
    }
  }

  async function feed(batch: readonly ReceivedMessage[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const { retry } = await worker(batch, log);
      // Applied after the worker's writes, so a crash that keeps the deletion has kept the writes, too.
      for (const { id } of batch) if (!retry.has(id)) queue.delete(id);
    } catch (cause) {
      log.error('batch failed', { messages: batch.length, cause: String(cause) });
      onFailed();
    }
  }

  /** A message is sent, or one that was in flight becomes visible again. */
  async function somethingToDo(): Promise<void> {
    wake = Promise.withResolvers<void>();
    if (isStopped || queue.visible() > 0) return;
    const next = queue.nextVisibleAt();
    await (next === undefined
      ? wake.promise
      : Promise.race([wake.promise, timers.sleep(Math.max(0, next - clock.monotonic()))]));
  }
}
