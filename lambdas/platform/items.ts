import type {
  NativeAttributeValue,
  QueryCommandInput,
  ScanCommandInput,
  TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

/**
 * The store's side of the seam: five methods in DynamoDB's own language (keys, conditions, update expressions).
 * Expected failures are values. An {@link UnknownOutcome} is thrown: the write may have happened or not, the third state.
 */
export interface Items {
  /** GetItem, or BatchGetItem for up to 100 keys; in the order asked, `undefined` where there is none. Strong unless told otherwise. */
  get(keys: readonly Key[], options?: { readonly consistent?: boolean }): Promise<(Item | undefined)[]>;
  /** Query: one page. Strong only where the query says `ConsistentRead`. */
  query(query: QueryCommandInput): Promise<Page>;
  /** One action: PutItem, UpdateItem or DeleteItem with its condition; more: TransactWriteItems, all or nothing. */
  write(actions: readonly Action[]): Promise<Written>;
  /** BatchWriteItem, in as many calls as it takes; answers the items that stayed unprocessed. Keys must be distinct. */
  putAll(table: string, items: readonly Item[]): Promise<Item[]>;
  /** Scan: one page, for reconciling and recounting only. */
  scan(query: ScanCommandInput): Promise<Page>;
}

export type Item = Record<string, NativeAttributeValue>;

export interface Key {
  readonly table: string;
  readonly key: Item;
}

export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface Page {
  readonly items: Item[];
  /** Where the next page starts (`ExclusiveStartKey`); absent on the last one. */
  readonly next?: Item;
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly reasons: readonly Reason[] };

export interface Reason {
  /** In the order of the actions; `None` for one that did not object (TransactWriteItems, "CancellationReasons"). */
  readonly code: ReasonCode;
  /** The item that stood in the way, where the action asked for it with `ALL_OLD`. */
  readonly item?: Item;
}

export type ReasonCode =
  | 'None'
  | 'ConditionalCheckFailed'
  | 'TransactionConflict'
  | 'ThrottlingError'
  | 'ProvisionedThroughputExceeded'
  | 'ItemCollectionSizeLimitExceeded'
  | 'ValidationError';

/** Nobody knows whether the write happened: ask again with the same write, never compensate. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** The store could not be asked, or refused for its own reasons, and nothing was written: safe to try again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
