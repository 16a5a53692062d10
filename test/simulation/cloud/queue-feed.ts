import type { BatchOutcome } from '#platform/queue.ts';
import type { World } from '../engine/world.ts';
import type { Outcome } from './fleet.ts';
import type { Message, SimulatedQueue } from './queue.ts';

export interface QueueFeedOptions {
  readonly world: World;
  readonly queue: SimulatedQueue;
  readonly worker: string;
  readonly batchSize: number;
  readonly windowMs: number;
  /** How many batches it hands over at a time (`maxConcurrency`). */
  readonly concurrency: number;
  readonly invoke: (batch: readonly Message[]) => Promise<Outcome<BatchOutcome>>;
  /** Told of each batch, when it is known what the worker made of it. */
  readonly onOutcome: (batch: readonly Message[], outcome: Outcome<BatchOutcome>) => void;
}

/**
 * An event source mapping that reports batch item failures: what the worker does not ask for again is deleted; when it
 * throws or dies, all of it comes again. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function queueFeed(options: QueueFeedOptions): void {
  const { world, queue, worker, batchSize, windowMs, concurrency, invoke, onOutcome } = options;
  let [isGathering, inHand] = [false, 0];
  queue.onVisible = gather;

  function gather(): void {
    if (isGathering || inHand >= concurrency) return;
    isGathering = true;
    world.after(windowMs, () => {
      isGathering = false;
      const batch = queue.receive(batchSize);
      if (batch.length > 0) void handOver(batch).then(gather);
    });
  }

  async function handOver(batch: readonly Message[]): Promise<void> {
    if (world.fault('feed: throttled', worker)) {
      for (const message of batch) message.excuses += 1;
      return;
    }
    inHand += 1;
    const outcome = await invoke(batch);
    inHand -= 1;
    onOutcome(batch, outcome);
    if (outcome.kind !== 'answered') return;
    for (const message of batch) if (!outcome.value.retry.has(message.id)) queue.delete(message);
  }
}
