import type { TableSchema } from './items/keys.ts';

/** The tables of every service, as lib/aws/stacks/data.ts makes them on AWS. */
export const tables = {
  rides: { sk: true, stream: true },
  views: { sk: true },
  ledger: { sk: true, indexes: { byOwner: { pk: 'ownerID', sk: 'openedAt', projection: 'KEYS_ONLY' } } },
  forecasts: {
    sk: true,
    ttl: 'deleteAt',
    indexes: { current: { pk: 'listKey', sk: 'resortID', projection: ['issuedAt', 'expiresAt', 'etag'] } },
  },
  identity: { sk: true, ttl: 'expiresAt' },
  idempotency: { ttl: 'expiresAt' },
} as const satisfies Readonly<Record<string, TableSchema>>;

/** By table, partitions of one item under a hash, which nobody reads in ranges: records, and transfers, which are records too. */
export const lookups = { idempotency: [''], ledger: ['T#'] } as const satisfies Readonly<
  Record<string, readonly string[]>
>;
