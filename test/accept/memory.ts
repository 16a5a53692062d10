import { otherThreads } from '../../lib/local/command-line.ts';

/** 16 MiB of SQLite's pages, 48 MiB of V8's young generation, and 45 MiB of code and of what lives longer. */
const THREAD_MIB = 110;

/** What may be in use where other threads take requests, too, as many as `npm start` begins here. */
export function withThreads(mainMiB: number): number {
  return mainMiB + otherThreads() * THREAD_MIB;
}
