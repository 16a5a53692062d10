import type { Action, Item, Items } from '#platform/items.ts';
import { queryAll } from '#platform/pages.ts';
import type { Client, User } from './domain.ts';
import { sessionItems } from './store.sessions.ts';

/**
 * The identity table: who may have tokens. On AWS only the registrations of programs lie in it, beside the user pool.
 *
 * | item                  | pk             | sk           | attributes |
 * |-----------------------|----------------|--------------|------------|
 * | program               | `CLIENTS`      | `{clientID}` | name, scopes, resorts?, requestsPerMinute?, usageKey? (AWS), createdAt; embedded also secretHashes [newest, the one before?] |
 * | user (embedded)       | `U#{username}` | `U`          | sub, scopes, skierID?, password |
 * | attempts (embedded)   | `A#{username}` | `A`          | failures, lockedUntil (ms), expiresAt (s, TTL) |
 * | session (embedded)    | `S#{sessionID}`| `S`          | username, sub, tokenHash, revokedAt?, expiresAt (s, TTL) |
 *
 * What must never happen is in the conditions: a name is registered once; a refresh token is exchanged once; two guesses
 * of one password never count as one.
 */
export interface Directory extends ReturnType<typeof sessionItems> {
  client(clientID: string): Promise<ClientRecord | undefined>;
  /** In the order of their ids. */
  clients(): Promise<readonly Client[]>;
  /** False where the id is taken. */
  addClient(client: ClientRecord): Promise<boolean>;
  /** False where it is not there, or has other secrets by now. */
  changeSecrets(before: ClientRecord, secretHashes: readonly string[]): Promise<boolean>;
  /** False where it is not there. */
  limitClient(
    client: Required<Pick<Client, 'clientID' | 'requestsPerMinute'>> & Pick<Client, 'usageKey'>,
  ): Promise<boolean>;
  /** False where it is not there. */
  removeClient(clientID: string): Promise<boolean>;
  user(username: string): Promise<User | undefined>;
  /** False where the name is taken. */
  addUser(user: User): Promise<boolean>;
  /** False where there is none. */
  removeUser(username: string): Promise<boolean>;
}

export interface ClientRecord extends Client {
  /** Hashes of one secret, or of two while one is being replaced; the newest first. None where another keeps them. */
  readonly secretHashes: readonly string[];
}

export function directory(items: Items, table: string): Directory {
  return {
    ...sessionItems(items, table),

    async client(clientID) {
      const [item] = await items.get([{ table, key: clientKey(clientID) }]);
      return item && clientOf(item);
    },

    async clients() {
      const found = await queryAll(items, {
        TableName: table,
        KeyConditionExpression: '#pk = :clients',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':clients': CLIENTS },
        ConsistentRead: true,
      });
      return found.map(clientOf);
    },

    addClient: ({ clientID, ...client }) => put({ ...clientKey(clientID), ...client }),

    changeSecrets: ({ clientID, secretHashes: before }, secretHashes) =>
      isDone({
        Update: {
          TableName: table,
          Key: clientKey(clientID),
          UpdateExpression: 'SET #secretHashes = :after',
          ConditionExpression: '#secretHashes = :before',
          ExpressionAttributeNames: { '#secretHashes': 'secretHashes' },
          ExpressionAttributeValues: { ':before': before, ':after': secretHashes },
        },
      }),

    limitClient: ({ clientID, ...limit }) => set(clientKey(clientID), limit),

    removeClient: (clientID) => remove(clientKey(clientID)),

    async user(username) {
      const [item] = await items.get([{ table, key: userKey(username) }]);
      return item && userOf(item);
    },

    addUser: ({ username, ...user }) => put({ ...userKey(username), ...user }),
    removeUser: (username) => remove(userKey(username)),
  };

  function put(Item: Item): Promise<boolean> {
    const ConditionExpression = 'attribute_not_exists(#pk)';
    return isDone({ Put: { TableName: table, Item, ConditionExpression, ExpressionAttributeNames: PK } });
  }

  function set(Key: Item, attributes: Item): Promise<boolean> {
    const names = Object.keys(attributes);
    return isDone({
      Update: {
        TableName: table,
        Key,
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(#pk)',
        ExpressionAttributeNames: { ...PK, ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
        ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
      },
    });
  }

  function remove(Key: Item): Promise<boolean> {
    const ConditionExpression = 'attribute_exists(#pk)';
    return isDone({ Delete: { TableName: table, Key, ConditionExpression, ExpressionAttributeNames: PK } });
  }

  async function isDone(action: Action): Promise<boolean> {
    return (await items.write([action])).ok;
  }
}

/** All programs in one partition: a list wants them together, and each asks for a token once an hour. */
const CLIENTS = 'CLIENTS';
const PK = { '#pk': 'pk' };

function clientKey(clientID: string): Item {
  return { pk: CLIENTS, sk: clientID };
}

function userKey(username: string): Item {
  return { pk: `U#${username}`, sk: 'U' };
}

function clientOf({ pk: _, sk, ...client }: Item): ClientRecord {
  return { clientID: String(sk), ...client } as ClientRecord;
}

function userOf({ pk, sk: _, ...user }: Item): User {
  return { username: String(pk).slice('U#'.length), ...user } as User;
}
