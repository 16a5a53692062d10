import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#platform/items.ts';

/**
 * Lets all changes of a few turns of the event loop share one transaction and one sync to the disk. While the disk syncs,
 * the next requests gather in their sockets, so a group grows with the load and costs each of them less.
 */
export interface GroupCommit {
  /** Says that something has changed; the group is committed soon. */
  touch(): void;
  /** Opens the transaction if none is open; every statement that writes stands behind it. */
  begin(): void;
  /** Where a transaction will come anyway, reads share it: each by itself would lock the file and let go of it again. */
  beforeRead(): void;
  /** What to write before each commit. */
  beforeCommit(flush: () => void): void;
  /** What to do after each commit, before anybody hears of it. */
  afterCommit(listener: () => void): void;
  /** A statement of this group has failed half-way: the commit fails, too, so that no part of the group stands alone. */
  spoil(cause: unknown): void;
  barrier(): Promise<void>;
  commit(): void;
}

export function groupCommit(database: DatabaseSync, onFailed: (cause: unknown) => void): GroupCommit {
  const flushes: (() => void)[] = [];
  const listeners: (() => void)[] = [];
  const begin = database.prepare('BEGIN IMMEDIATE');
  const end = database.prepare('COMMIT');
  let group: PromiseWithResolvers<void> | undefined;
  let isOpen = false;
  let spoiled: { readonly cause: unknown } | undefined;
  let failure: { readonly cause: unknown } | undefined;

  return {
    touch() {
      if (failure) throw new StoreUnavailable('The storage has failed.', failure);
      if (group) return;
      group = Promise.withResolvers<void>();
      // Whoever waits hears of a failure through the barrier; with nobody waiting it must not end the process from here.
      group.promise.catch(() => undefined);
      afterTurns(TURNS_MORE, commit);
    },
    begin() {
      if (!isOpen) {
        open();
      } else if (!database.isTransaction) {
        // On a full disk SQLite may roll back by itself (https://www.sqlite.org/lang_transaction.html, "Response To
        // Errors"). Written on, the rest of the group would stand without its beginning: neither a message nor its ride.
        throw new Error('SQLite has rolled back a part of this group.');
      }
    },
    beforeRead() {
      if (group && !isOpen) open();
    },
    beforeCommit: (flush) => void flushes.push(flush),
    afterCommit: (listener) => void listeners.push(listener),
    spoil(cause) {
      spoiled ??= { cause };
    },
    barrier() {
      if (failure) return Promise.reject(new StoreUnavailable('The storage has failed.', failure));
      return group?.promise ?? committed;
    },
    commit,
  };

  function open(): void {
    begin.run();
    isOpen = true;
  }

  function commit(): void {
    if (!group || failure) return;
    const { resolve, reject } = group;
    try {
      if (spoiled) throw spoiled.cause;
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
    for (const listener of listeners) listener();
    resolve();
  }
}

const committed = Promise.resolve();

/**
 * What clients and other threads have sent while the first of a group was worked on still comes into it: from two threads
 * half as many scans again a second (`docs/adr/0016-gateways-in-threads.md`). Four turns held up deposits.
 */
const TURNS_MORE = 2;

function afterTurns(turns: number, act: () => void): void {
  setImmediate(turns === 0 ? act : () => afterTurns(turns - 1, act));
}
