import type { Timers } from '#platform/platform.ts';

interface GiveWayOptions {
  readonly timers: Timers;
  /** Resolves when the batch just done is on the disk. */
  readonly barrier: () => Promise<void>;
  readonly backlog: number;
}

/**
 * Rests between two batches of background work, so that requests come first: a queue is there to let the rest wait.
 * While it rests, nothing but requests keeps the process busy, so how busy it is then says whether to rest longer.
 */
export async function giveWay({ timers, barrier, backlog }: GiveWayOptions): Promise<void> {
  // Its commit would be taken for somebody else's work.
  await barrier();
  const before = performance.eventLoopUtilization();
  await timers.sleep(GLANCE_MS);
  const { utilization } = performance.eventLoopUtilization(before);
  if (utilization > BUSY && backlog < BACKLOG_MAX) await timers.sleep(REST_MS);
}

/** Long enough to see whether requests keep coming. */
const GLANCE_MS = 5;
/** The share of time in which the event loop did not wait for anything. */
const BUSY = 0.95;
/** With 1,000 a batch, each worker gets through some 1,000 a second even while requests take all the time there is. */
const REST_MS = 995;
/** Beyond this many messages, requests and background work share the time alike, which bounds how far behind it gets. */
const BACKLOG_MAX = 500_000;
