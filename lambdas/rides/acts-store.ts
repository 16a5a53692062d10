import type { Items } from '#platform/items.ts';

/** What somebody did to a dead letter. */
export interface Act {
  readonly act: 'replay' | 'discard';
  /** The letter's id in its queue. */
  readonly id: string;
  /** The letter's reason. */
  readonly why: string;
  readonly who: string;
  /** Milliseconds since 1970 UTC. */
  readonly when: number;
  /** Of the request that brought the scans, where it is known. */
  readonly requestId?: string | undefined;
}

/**
 * Who did what to which dead letter, kept for ever, beside the views:
 * pk `ACTS#dead-letters`, sk `{when, RFC 3339}#{id}#{act}`. Written again, an act is the same item.
 */
export interface ActsStore {
  writeDown(act: Act): Promise<void>;
}

export function actsStore(items: Items, table: string): ActsStore {
  return {
    async writeDown({ act, id, why, who, when, requestId }) {
      const sk = `${new Date(when).toISOString()}#${id}#${act}`;
      const Item = { pk: 'ACTS#dead-letters', sk, act, why, who, ...(requestId && { requestId }) };
      await items.write([{ Put: { TableName: table, Item } }]);
    },
  };
}
