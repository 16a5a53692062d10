import { causeOf } from '#platform/failure.ts';
import type { Log } from '#platform/log.ts';
import type { Timers } from '#platform/platform.ts';

export interface ScheduleOptions {
  readonly work: (log: Log, signal: AbortSignal) => Promise<void>;
  readonly firstMs: number;
  readonly everyMs: number;
  readonly timers: Timers;
  readonly log: Log;
  readonly onFailed: () => void;
}

/** Does something again and again, as EventBridge calls a function. What fails is done the next time. */
export function schedule(options: ScheduleOptions): { stop(): Promise<void> } {
  const { work, firstMs, everyMs, timers, log, onFailed } = options;
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  const ended = run();

  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };

  async function run(): Promise<void> {
    for (let waitMs = firstMs; ; waitMs = everyMs) {
      await Promise.race([timers.sleep(waitMs), stopped]);
      if (stopping.signal.aborted) return;
      await work(log, stopping.signal).catch((cause: unknown) => {
        if (stopping.signal.aborted) return;
        log.error('scheduled work failed', { cause: causeOf(cause) });
        onFailed();
      });
    }
  }
}
