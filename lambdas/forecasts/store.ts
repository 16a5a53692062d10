import type { Item, Items } from '#platform/items.ts';
import type { PublishedForecast } from './domain.ts';

/**
 * The forecasts table: one item a resort, replaced by each publication.
 *
 * | pk             | sk  | attributes |
 * |----------------|-----|------------|
 * | `F#{resortID}` | `F` | issuedAt, expiresAt (ms), etag, document, deleteAt (s, TTL), listKey `F`, resortID `{:010}` |
 *
 * Index `current`: listKey, resortID; with issuedAt, expiresAt and etag, so that a list reads no document.
 *
 * What must never happen is in the condition: an item is replaced only by one that was issued later, or by itself.
 */
export interface ForecastStore {
  publish(forecast: PublishedForecast): Promise<Published>;
  /** The last one, whether or not it has expired; none when its resort has had none for a week. */
  of(resortID: number): Promise<PublishedForecast | undefined>;
  /** In the order of their resorts, the expired among them. Read from the index, which may lag. */
  list(page: { readonly limit: number; readonly after?: number | undefined }): Promise<ListedPage>;
}

export type Published =
  | { readonly kind: 'published' }
  /** By a forecast that was issued then, or by another one of the same moment. */
  | { readonly kind: 'superseded'; readonly issuedAt: number };

export type ListedForecast = Omit<PublishedForecast, 'document'>;

interface ListedPage {
  readonly forecasts: readonly ListedForecast[];
  /** The resort after which the next page starts. */
  readonly next?: number;
}

export function forecastStore(items: Items, table: string): ForecastStore {
  return {
    async publish(forecast) {
      const written = await items.write([
        {
          Put: {
            TableName: table,
            Item: itemOf(forecast),
            ConditionExpression: 'attribute_not_exists(#pk) OR #issuedAt < :issuedAt OR #etag = :etag',
            ExpressionAttributeNames: { '#pk': 'pk', '#issuedAt': 'issuedAt', '#etag': 'etag' },
            ExpressionAttributeValues: { ':issuedAt': forecast.issuedAt, ':etag': forecast.etag },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]);
      if (written.ok) return { kind: 'published' };
      const [{ item } = {}] = written.reasons;
      if (!item) throw new Error('A publication was refused by nothing.');
      return { kind: 'superseded', issuedAt: forecastOf(item).issuedAt };
    },

    async of(resortID) {
      const [item] = await items.get([{ table, key: keyOf(resortID) }]);
      return item && { ...forecastOf(item), document: String(item['document']) };
    },

    async list({ limit, after }) {
      const page = await items.query({
        TableName: table,
        IndexName: 'current',
        KeyConditionExpression: '#listKey = :listKey',
        ExpressionAttributeNames: { '#listKey': 'listKey' },
        ExpressionAttributeValues: { ':listKey': LIST_KEY },
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { ...keyOf(after), ...indexKeyOf(after) } }),
      });
      return {
        forecasts: page.items.map(forecastOf),
        ...(page.next && { next: Number(page.next['resortID']) }),
      };
    },
  };
}

/** All forecasts in one partition of the index: a list wants them together, and 1,000 publications a second are enough. */
const LIST_KEY = 'F';

/** How long a resort's readers are told when its last forecast expired. */
const TOLD_MS = 7 * 24 * 60 * 60 * 1_000;

function keyOf(resortID: number): { pk: string; sk: string } {
  return { pk: `F#${resortID}`, sk: 'F' };
}

function indexKeyOf(resortID: number): Item {
  return { listKey: LIST_KEY, resortID: String(resortID).padStart(10, '0') };
}

function itemOf({ resortID, issuedAt, expiresAt, etag, document }: PublishedForecast): Item {
  // TTL takes seconds, and a fraction is no number of them.
  const deleteAt = Math.ceil((expiresAt + TOLD_MS) / 1_000);
  return { ...keyOf(resortID), ...indexKeyOf(resortID), issuedAt, expiresAt, etag, document, deleteAt };
}

function forecastOf(item: Item): ListedForecast {
  const { issuedAt, expiresAt, etag } = item as { issuedAt: number; expiresAt: number; etag: string };
  return { resortID: Number(item['resortID']), issuedAt, expiresAt, etag };
}
