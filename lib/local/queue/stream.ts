import type { Clock } from '#platform/platform.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import type { MessageRows } from '../storage/message-rows.ts';

/**
 * A table's stream with one shard: each change once, in order, durable together with the change itself. Unlike
 * DynamoDB's, which forgets after 24 hours, it keeps a record until that has been worked off.
 */
export interface LocalStream {
  /** Takes what one call to the table has changed; the call's records are handed out together. */
  append(changes: readonly Omit<ChangeRecord, 'id'>[]): void;
  /** What is left, oldest first: as many calls' records as it takes to reach `wanted`. The same again until removed. */
  oldest(wanted: number): ChangeRecord[];
  /** Removes what `oldest` gave. */
  remove(records: readonly ChangeRecord[]): void;
  isEmpty(): boolean;
  /** How many calls' records are left. */
  size(): number;
  /** For how long the oldest record has waited, in milliseconds; 0 when none waits. */
  ageMs(): number;
  /** Calls back whenever something is appended. */
  onAppended(listener: () => void): void;
}

export function localStream({ rows, clock }: { rows: MessageRows; clock: Clock }): LocalStream {
  const listeners: (() => void)[] = [];
  let newestID = rows.newestID();
  let removedID = (rows.after(0, 1)[0]?.id ?? newestID + 1) - 1;

  return {
    append(changes) {
      if (changes.length === 0) return;
      newestID += 1;
      const body = JSON.stringify(changes);
      rows.append({ id: newestID, sentAt: clock.now(), receiveCount: 0, group: '', attributes: {}, body });
      for (const listener of listeners) listener();
    },

    oldest(wanted) {
      const records: ChangeRecord[] = [];
      for (let id = removedID; records.length < wanted; ) {
        const [call] = rows.after(id, 1);
        if (!call) break;
        id = call.id;
        for (const change of JSON.parse(call.body)) records.push({ id: `${id}-${records.length}`, ...change });
      }
      return records;
    },

    remove(records) {
      const upTo = Number(records.at(-1)?.id.split('-')[0] ?? removedID);
      for (; removedID < upTo; removedID += 1) rows.remove(removedID + 1);
    },

    isEmpty: () => newestID === removedID,
    size: () => newestID - removedID,
    ageMs() {
      const [oldest] = newestID === removedID ? [] : rows.after(removedID, 1);
      return oldest ? Math.max(0, clock.now() - oldest.sentAt) : 0;
    },
    onAppended: (listener) => void listeners.push(listener),
  };
}
