import type { Pool, PoolClient } from 'pg';

/** What is asked for. */
export interface Deposit {
  /** Names the command: the same key gives the same id. */
  readonly transferID: string;
  readonly accountID: string;
  readonly amount: number;
  readonly reference: string | null;
}

/** What has come of it. */
export interface Deposited {
  readonly currency: string;
  readonly createdAt: Date;
  readonly balance: number;
  readonly available: number;
  readonly version: number;
}

/** Undefined when nothing was written: the transfer is there already, or the account is not. */
export type ApplyDeposit = (deposit: Deposit) => Promise<Deposited | undefined>;

/**
 * A transaction as one writes it by hand: BEGIN, then five statements, each a round trip: record, house shard, account,
 * entry, COMMIT. The account comes late because its row may be hot: the lock is held until the commit is on the disk.
 */
export function depositInFive(pool: Pool): ApplyDeposit {
  return async (deposit) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const deposited = await applyInTransaction(client, deposit);
      await client.query(deposited ? 'COMMIT' : 'ROLLBACK');
      return deposited;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  };
}

async function applyInTransaction(
  client: PoolClient,
  { transferID, accountID, amount, reference }: Deposit,
): Promise<Deposited | undefined> {
  const shard = randomShard();
  const { rows: recorded } = await client.query<Pick<Deposited, 'currency' | 'createdAt'>>({
    name: 'record',
    text: `INSERT INTO transfers (transfer_id, kind, from_account, to_account, amount, currency, reference, house_shard)
           SELECT $1, 'deposit', 'cash-' || currency, account_id, $3, currency, $4, $5 FROM accounts WHERE account_id = $2
           ON CONFLICT DO NOTHING
           RETURNING currency, created_at AS "createdAt"`,
    values: [transferID, accountID, amount, reference, shard],
  });
  const transfer = recorded[0];
  if (!transfer) return undefined;

  const house = `cash-${transfer.currency}`;
  await client.query({
    name: 'house shard',
    text: 'UPDATE house_shards SET balance = balance - $1 WHERE account_id = $2 AND shard = $3',
    values: [amount, house, shard],
  });
  const { rows: updated } = await client.query<Pick<Deposited, 'balance' | 'available' | 'version'>>({
    name: 'account',
    text: `UPDATE accounts SET balance = balance + $1, version = version + 1 WHERE account_id = $2
           RETURNING balance, balance - held AS available, version`,
    values: [amount, accountID],
  });
  const account = updated[0];
  if (!account) throw new Error(`The account ${accountID} was there and is gone.`);

  await client.query({
    name: 'entry',
    text: `INSERT INTO entries (account_id, version, transfer_id, kind, direction, amount, balance, available, counterparty)
           VALUES ($1, $2, $3, 'deposit', 'credit', $4, $5, $6, $7)`,
    values: [accountID, account.version, transferID, amount, account.balance, account.available, house],
  });
  return { ...transfer, ...account };
}

/** The same in one statement and one round trip, which is a transaction by itself. */
export function depositInOne(pool: Pool): ApplyDeposit {
  return async ({ transferID, accountID, amount, reference }) => {
    const { rows } = await pool.query<Deposited>({
      name: 'deposit',
      text: `WITH transfer AS (
               INSERT INTO transfers (transfer_id, kind, from_account, to_account, amount, currency, reference, house_shard)
               SELECT $1, 'deposit', 'cash-' || currency, account_id, $3, currency, $4, $5 FROM accounts WHERE account_id = $2
               ON CONFLICT DO NOTHING
               RETURNING from_account, currency, created_at
             ), shard AS (
               UPDATE house_shards SET balance = balance - $3 FROM transfer
               WHERE account_id = transfer.from_account AND shard = $5
             ), account AS (
               UPDATE accounts SET balance = balance + $3, version = version + 1 FROM transfer WHERE account_id = $2
               RETURNING balance, balance - held AS available, version
             ), entry AS (
               INSERT INTO entries (account_id, version, transfer_id, kind, direction, amount, balance, available, counterparty)
               SELECT $2, version, $1, 'deposit', 'credit', $3, balance, available, from_account FROM account, transfer
             )
             SELECT currency, created_at AS "createdAt", balance, available, version FROM transfer, account`,
      values: [transferID, accountID, amount, reference, randomShard()],
    });
    return rows[0];
  };
}

/** As many as lib's house accounts have. */
const HOUSE_SHARDS = 100;

function randomShard(): number {
  return Math.floor(Math.random() * HOUSE_SHARDS);
}
