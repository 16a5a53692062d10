import type { Action, Item, Items } from '#platform/items.ts';
import type { Account, Address } from './domain.ts';
import { accountKey, accountNamed, addressKey } from './store.items.ts';

/** An address is no part of its account's item: it is read and written without its money, and less often. */
export interface AddressStore {
  /** An account and its address, in one strong read. */
  accountWithAddress(accountID: string): Promise<{ account?: Account | undefined; kept?: KeptAddress | undefined }>;
  /** Only in the place of that which was seen, or of none; whoever loses is told what stands there. */
  replacingAddress(accountID: string, seen: KeptAddress | undefined, kept: KeptAddress): Action;
  addressOf(item: Item | undefined): KeptAddress | undefined;
}

export interface KeptAddress {
  readonly address: Address;
  /** Counts its changes, from 1. */
  readonly revision: number;
  /** Who writes knows by it whether what stands there is its own. */
  readonly writeID: string;
}

export function addressStore(items: Items, table: string): AddressStore {
  return {
    addressOf,

    async accountWithAddress(accountID) {
      const keys = [accountKey(accountID), addressKey(accountID)];
      const [account, address] = await items.get(keys.map((key) => ({ table, key })));
      return { account: accountNamed(accountID, account), kept: addressOf(address) };
    },

    replacingAddress: (accountID, seen, kept) => ({
      Put: {
        TableName: table,
        Item: { ...addressKey(accountID), ...kept },
        ...(seen ? fromRevision(seen.revision) : WHERE_NONE_IS),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }),
  };
}

function addressOf(item: Item | undefined): KeptAddress | undefined {
  if (!item) return undefined;
  const { address, revision, writeID } = item as Item & KeptAddress;
  return { address, revision, writeID };
}

function fromRevision(seen: number) {
  return {
    ConditionExpression: '#revision = :seen',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':seen': seen },
  };
}

const WHERE_NONE_IS = {
  ConditionExpression: 'attribute_not_exists(#pk)',
  ExpressionAttributeNames: { '#pk': 'pk' },
};
