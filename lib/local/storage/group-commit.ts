import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#platform/items.ts';

/**
 * Lets all changes of one turn of the event loop share one transaction and one sync to the disk. While the disk syncs,
 * the next requests gather in their sockets, so a group grows with the load and costs each of them less.
 */
export interface GroupCommit {
  /** Says that something has changed; the group is committed at the end of this turn of the event loop. */
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
  let failure: { readonly cause: unknown } | undefined;

  return {
    touch() {
      if (failure) throw new StoreUnavailable('The storage has failed.', failure);
      if (group) return;
      group = Promise.withResolvers<void>();
      // Whoever waits hears of a failure through the barrier; with nobody waiting it must not end the process from here.
      group.promise.catch(() => undefined);
      setImmediate(commit);
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
