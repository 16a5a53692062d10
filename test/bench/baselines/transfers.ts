import type { FastifyInstance } from 'fastify';
import type { Pool, PoolClient } from 'pg';
import { idOf } from './ids.ts';
import { idempotent, newTransfer, transfer } from './schemas.ts';

interface Transfer {
  readonly transferID: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly reference: string | null;
}

/** What has come of it; the account is that which paid. */
interface Transferred {
  readonly currency: string;
  readonly createdAt: Date;
  readonly balance: number;
  readonly available: number;
  readonly version: number;
}

interface TransferBody extends Pick<Transfer, 'from' | 'to' | 'amount'> {
  readonly reference?: string;
}

/** From guest to guest. A replay is not read back, because no load sends one; it is refused instead. */
export function serveTransfers(app: FastifyInstance, pool: Pool): void {
  app.post<{ Body: TransferBody }>(
    '/transfers',
    { schema: { headers: idempotent(), body: newTransfer(), response: { 201: transfer() } } },
    async ({ headers, body: { from, to, amount, reference } }, reply) => {
      const transferID = idOf('transfer', String(headers['idempotency-key']));
      const moved = await transferInFive(pool, { transferID, from, to, amount, reference: reference ?? null });
      if (!moved) return reply.code(409).send({ code: 'insufficient_funds' });
      return reply.code(201).send({ transferID, kind: 'transfer', from, to, amount, reference, ...moved });
    },
  );
}

/**
 * BEGIN, then five statements, each a round trip: record, account, account, both entries, COMMIT. The accounts are locked
 * in the order of their ids, so that two opposite transfers wait for each other and never deadlock.
 */
async function transferInFive(pool: Pool, wanted: Transfer): Promise<Transferred | undefined> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const moved = await applyInTransaction(client, wanted);
    await client.query(moved ? 'COMMIT' : 'ROLLBACK');
    return moved;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function applyInTransaction(client: PoolClient, wanted: Transfer): Promise<Transferred | undefined> {
  const { transferID, from, to, amount, reference } = wanted;
  const { rows: recorded } = await client.query<Pick<Transferred, 'currency' | 'createdAt'>>({
    name: 'record transfer',
    text: `INSERT INTO transfers (transfer_id, kind, from_account, to_account, amount, currency, reference, house_shard)
           SELECT $1, 'transfer', $2::uuid::text, $3::uuid::text, $4, payer.currency, $5, 0
           FROM accounts payer JOIN accounts payee USING (currency)
           WHERE payer.account_id = $2::uuid AND payee.account_id = $3::uuid
           ON CONFLICT DO NOTHING
           RETURNING currency, created_at AS "createdAt"`,
    values: [transferID, from, to, amount, reference],
  });
  if (!recorded[0]) return undefined;

  const changes = [
    { accountID: from, change: -amount },
    { accountID: to, change: amount },
  ].sort((one, other) => (one.accountID < other.accountID ? -1 : 1));
  const standing = new Map<string, Standing>();
  for (const { accountID, change } of changes) {
    const { rows } = await client.query<Standing>({
      name: 'change account',
      text: `UPDATE accounts SET balance = balance + $1, version = version + 1
             WHERE account_id = $2 AND balance - held + $1 >= 0
             RETURNING balance, balance - held AS available, version`,
      values: [change, accountID],
    });
    if (!rows[0]) return undefined;
    standing.set(accountID, rows[0]);
  }

  const [payer, payee] = [standing.get(from) as Standing, standing.get(to) as Standing];
  await client.query({
    name: 'entries',
    text: `INSERT INTO entries (account_id, version, transfer_id, kind, direction, amount, balance, available, counterparty)
           VALUES ($1, $2, $3, 'transfer', 'debit', $4, $5, $6, $7::uuid::text),
                  ($7::uuid, $8, $3, 'transfer', 'credit', $4, $9, $10, $1::text)`,
    values: [
      ...[from, payer.version, transferID, amount, payer.balance, payer.available],
      ...[to, payee.version, payee.balance, payee.available],
    ],
  });
  return { ...recorded[0], ...payer };
}

type Standing = Pick<Transferred, 'balance' | 'available' | 'version'>;
