import type { DatabaseSync } from 'node:sqlite';
import type { MessageAttributes } from '#platform/queue.ts';
import type { GroupCommit } from './group-commit.ts';
import { writeInChunks } from './many-rows.ts';

/** The messages of one queue, numbered in the order of their arrival. */
export interface MessageRows {
  append(message: StoredMessage): void;
  /** Keeps how often a message was received, so that poison is still found after a crash that it caused. */
  received(id: number, receiveCount: number): void;
  remove(id: number): void;
  /** Messages after an id, oldest first. */
  after(id: number, limit: number): StoredMessage[];
  /** The newest message's id; 0 in an empty queue. */
  newestID(): number;
}

export interface StoredMessage {
  readonly id: number;
  /** When the queue first accepted it, milliseconds since 1970 UTC; retention counts from here. */
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly group: string;
  readonly attributes: MessageAttributes;
  readonly body: string;
}

export function messageRows(database: DatabaseSync, group: GroupCommit, table: string): MessageRows {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, sentAt INTEGER, receiveCount INTEGER, groupID TEXT, attributes TEXT, body TEXT)`,
  );
  const select = database.prepare(`SELECT * FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`);
  const newest = database.prepare(`SELECT coalesce(max(id), 0) AS id FROM ${table}`);
  const update = database.prepare(`UPDATE ${table} SET receiveCount = ? WHERE id = ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id BETWEEN ? AND ?`);
  const insert = writeInChunks(database, (rows) => `INSERT INTO ${table} VALUES ${rows}`, 6);
  // A message that is sent, received and removed within one group is never written at all.
  const appended = new Map<number, StoredMessage>();
  const counts = new Map<number, number>();
  const removed = new Set<number>();
  group.beforeCommit(flush);

  return {
    append(message) {
      group.touch();
      appended.set(message.id, message);
    },
    received(id, receiveCount) {
      group.touch();
      counts.set(id, receiveCount);
    },
    remove(id) {
      group.touch();
      counts.delete(id);
      if (!appended.delete(id)) removed.add(id);
    },
    after(id, limit) {
      flush();
      return select.all(id, limit).map(toMessage);
    },
    newestID() {
      flush();
      return (newest.get() as { id: number }).id;
    },
  };

  function flush(): void {
    if (appended.size + counts.size + removed.size === 0) return;
    group.begin();
    insert([...appended.values()].flatMap(toColumns));
    for (const [id, count] of counts) update.run(count, id);
    for (const [first, last] of runsOf([...removed].sort((a, b) => a - b))) remove.run(first, last);
    appended.clear();
    counts.clear();
    removed.clear();
  }
}

/** Removed messages mostly follow one another: one statement for each run of ids instead of one for each id. */
export function runsOf(sorted: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const id of sorted) {
    const run = runs.at(-1);
    if (run && id === run[1] + 1) run[1] = id;
    else runs.push([id, id]);
  }
  return runs;
}

function toColumns({ id, sentAt, receiveCount, group, attributes, body }: StoredMessage) {
  return [id, sentAt, receiveCount, group, JSON.stringify(attributes), body];
}

function toMessage(row: unknown): StoredMessage {
  const { groupID, attributes, ...rest } = row as Omit<StoredMessage, 'group' | 'attributes'> & Columns;
  return { ...rest, group: groupID, attributes: JSON.parse(attributes) };
}

interface Columns {
  readonly groupID: string;
  readonly attributes: string;
}
