import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#platform/items.ts';

/**
 * Lets changes share one transaction and one sync to the disk. A group stays open as long as each turn of the event loop
 * brings more into it, so it grows with the load and costs each change less; alone, a change waits for one empty turn.
 */
export interface GroupCommit {
  /** Says that something has changed, which opens a group or joins the open one. */
  touch(): void;
  /** Opens the transaction if none is open; every statement that writes stands behind it. */
  begin(): void;
  /** What to write before each commit. */
  beforeCommit(flush: () => void): void;
  barrier(): Promise<void>;
  commit(): void;
}

export function groupCommit(database: DatabaseSync, onFailed: (cause: unknown) => void): GroupCommit {
  const flushes: (() => void)[] = [];
  const begin = database.prepare('BEGIN IMMEDIATE');
  const end = database.prepare('COMMIT');
  let group: PromiseWithResolvers<void> | undefined;
  let isOpen = false;
  let openedMs = 0;
  let joinedThisTurn = false;
  let failure: { readonly cause: unknown } | undefined;

  return {
    touch() {
      if (failure) throw new StoreUnavailable('The storage has failed.', failure);
      joinedThisTurn = true;
      if (group) return;
      openedMs = performance.now();
      group = Promise.withResolvers<void>();
      // Whoever waits hears of a failure through the barrier; with nobody waiting it must not end the process from here.
      group.promise.catch(() => undefined);
      setImmediate(commitWhenGathered);
    },
    begin() {
      if (isOpen) return;
      begin.run();
      isOpen = true;
    },
    beforeCommit: (flush) => void flushes.push(flush),
    barrier() {
      if (failure) return Promise.reject(new StoreUnavailable('The storage has failed.', failure));
      return group?.promise ?? committed;
    },
    commit,
  };

  function commitWhenGathered(): void {
    if (joinedThisTurn && performance.now() - openedMs < GATHERING_MS_MAX) {
      joinedThisTurn = false;
      setImmediate(commitWhenGathered);
    } else commit();
  }

  function commit(): void {
    if (!group || failure) return;
    const { resolve, reject } = group;
    try {
      for (const flush of flushes) flush();
      if (isOpen) end.run();
    } catch (cause) {
      failure = { cause };
      reject(new StoreUnavailable('The commit failed.', failure));
      onFailed(cause);
      return;
    }
    isOpen = false;
    group = undefined;
    resolve();
  }
}

const committed = Promise.resolve();

/** Some ten syncs of 150 to 300 µs: under a load that never pauses, waiting longer would cost more than it saves. */
const GATHERING_MS_MAX = 3;
