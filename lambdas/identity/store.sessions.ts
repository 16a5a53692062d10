import type { Items, Written } from '#platform/items.ts';

/** A guest who has signed in, by one refresh token after another. */
export interface Session {
  readonly sessionID: string;
  readonly username: string;
  readonly sub: string;
  /** Of the one refresh token that is good. */
  readonly tokenHash: string;
  /** Seconds since 1970 UTC, as `expiresAt`. */
  readonly revokedAt?: number;
  readonly expiresAt: number;
}

/** How often a name was tried in vain. */
export interface Attempts {
  readonly failures: number;
  /** Milliseconds since 1970 UTC. */
  readonly lockedUntil: number;
  readonly expiresAt: number;
}

/** Sessions and attempts, whose items and conditions are in the table of `store.ts`. */
export function sessionItems(items: Items, table: string) {
  return {
    async attempts(username: string): Promise<Attempts | undefined> {
      const [item] = await items.get([{ table, key: attemptsKey(username) }]);
      return item as Attempts | undefined;
    },

    /** False where another attempt came between: of guesses at the same time one goes on. */
    async countAttempt(username: string, seen: Attempts | undefined, next: Attempts): Promise<boolean> {
      const { ok } = await items.write([
        {
          Put: {
            TableName: table,
            Item: { ...attemptsKey(username), ...next },
            ConditionExpression: seen ? '#failures = :seen' : 'attribute_not_exists(#failures)',
            ExpressionAttributeNames: { '#failures': 'failures' },
            ...(seen && { ExpressionAttributeValues: { ':seen': seen.failures } }),
          },
        },
      ]);
      return ok;
    },

    /** Unless another one failed meanwhile. */
    async forgetAttempts(username: string, { failures }: Attempts): Promise<void> {
      await items.write([
        {
          Delete: {
            TableName: table,
            Key: attemptsKey(username),
            ConditionExpression: '#failures = :mine',
            ExpressionAttributeNames: { '#failures': 'failures' },
            ExpressionAttributeValues: { ':mine': failures },
          },
        },
      ]);
    },

    async session(sessionID: string): Promise<Session | undefined> {
      const [item] = await items.get([{ table, key: sessionKey(sessionID) }]);
      return item && ({ ...item, sessionID } as unknown as Session);
    },

    async addSession({ sessionID, ...session }: Session): Promise<void> {
      const added = await items.write([
        {
          Put: {
            TableName: table,
            Item: { ...sessionKey(sessionID), ...session },
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': 'pk' },
          },
        },
      ]);
      if (!added.ok) throw new Error('A session of this id is there already.');
    },

    /** False where the one before was exchanged already, or the session has been ended. */
    async exchangeToken({ sessionID, tokenHash: before }: Session, tokenHash: string): Promise<boolean> {
      const { ok } = await items.write([
        {
          Update: {
            TableName: table,
            Key: sessionKey(sessionID),
            UpdateExpression: 'SET #tokenHash = :after',
            ConditionExpression: '#tokenHash = :before AND attribute_not_exists(#revokedAt)',
            ExpressionAttributeNames: { '#tokenHash': 'tokenHash', '#revokedAt': 'revokedAt' },
            ExpressionAttributeValues: { ':before': before, ':after': tokenHash },
          },
        },
      ]);
      return ok;
    },

    /** For good; a session that is not there, or has ended before, stays as it is. */
    revokeSession(sessionID: string, revokedAt: number): Promise<Written> {
      return items.write([
        {
          Update: {
            TableName: table,
            Key: sessionKey(sessionID),
            UpdateExpression: 'SET #revokedAt = :now',
            ConditionExpression: 'attribute_exists(#pk) AND attribute_not_exists(#revokedAt)',
            ExpressionAttributeNames: { '#pk': 'pk', '#revokedAt': 'revokedAt' },
            ExpressionAttributeValues: { ':now': revokedAt },
          },
        },
      ]);
    },
  };
}

function attemptsKey(username: string) {
  return { pk: `A#${username}`, sk: 'A' };
}

function sessionKey(sessionID: string) {
  return { pk: `S#${sessionID}`, sk: 'S' };
}
