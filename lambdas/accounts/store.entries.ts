import type { Items } from '#platform/items.ts';
import type { Entry, KeptEntry } from './domain.ts';
import { accountKey, entriesFrom, entryOf, keptEntryOf } from './store.items.ts';

/** The entries of an account, in their order. */
export interface EntryStore {
  /** The last entry before a moment (milliseconds since 1970 UTC). */
  entryBefore(accountID: string, at: number): Promise<KeptEntry | undefined>;
  entryAt(accountID: string, place: string): Promise<KeptEntry | undefined>;
  /** `from` and `next` are places: where the page before ended. */
  entries(accountID: string, page: EntryPage): Promise<{ entries: Entry[]; next?: string }>;
}

export interface EntryPage {
  readonly limit: number;
  readonly from?: string | undefined;
  readonly order: 'asc' | 'desc';
  /** Milliseconds since 1970 UTC; and the place of the last entry that belongs to it. */
  readonly since?: number;
  readonly until?: string;
}

export function entryStore(items: Items, table: string): EntryStore {
  return {
    async entryBefore(accountID, at) {
      const { items: found } = await items.query({
        ...entriesBetween(accountID, entriesFrom(0), entriesFrom(at)),
        ScanIndexForward: false,
        Limit: 1,
      });
      return keptEntryOf(found[0]);
    },

    async entryAt(accountID, place) {
      const [item] = await items.get([{ table, key: { pk: accountKey(accountID).pk, sk: place } }]);
      return keptEntryOf(item);
    },

    async entries(accountID, { limit, from, order, since = 0, until = AFTER_ALL_ENTRIES }) {
      const { pk } = accountKey(accountID);
      const first = entriesFrom(since);
      // DynamoDB takes no start beyond the range; we have given none, so there is no page behind it.
      if (from !== undefined && (from < first || from >= until)) return { entries: [] };
      const page = await items.query({
        ...entriesBetween(accountID, first, until),
        ScanIndexForward: order === 'asc',
        // One more than wanted tells whether there is a next page.
        Limit: limit + 1,
        ...(from !== undefined && { ExclusiveStartKey: { pk, sk: from } }),
      });
      const wanted = page.items.slice(0, limit);
      const last = wanted.at(-1)?.['sk'];
      return {
        entries: wanted.map(entryOf),
        ...(page.items.length > limit && last !== undefined && { next: String(last) }),
      };
    },
  };

  function entriesBetween(accountID: string, first: string, last: string) {
    return {
      TableName: table,
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': accountKey(accountID).pk, ':first': first, ':last': last },
      ConsistentRead: true,
    };
  }
}

/** A tilde sorts behind every digit. */
const AFTER_ALL_ENTRIES = 'E#~';
