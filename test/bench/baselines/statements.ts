import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { statement } from './schemas.ts';

interface EntryRow {
  readonly transferID: string;
  readonly kind: string;
  readonly direction: string;
  readonly amount: number;
  readonly balance: number;
  readonly version: number;
  readonly counterparty: string;
  readonly createdAt: Date;
  /** Of the whole month, on every row. */
  readonly debits: number;
  readonly credits: number;
  readonly opening: number;
  readonly closing: number;
}

/** One page of an account's month with its totals, in one statement and one round trip. */
export function serveStatements(app: FastifyInstance, pool: Pool): void {
  app.get<{ Params: { accountID: string; month: string }; Querystring: { limit: number } }>(
    '/accounts/:accountID/statements/:month',
    { schema: { params: oneMonth(), querystring: page(), response: { 200: statement() } } },
    async ({ params: { accountID, month }, query: { limit } }, reply) => {
      const { rows } = await pool.query<EntryRow>({
        name: 'statement',
        text: `SELECT transfer_id AS "transferID", kind, direction, amount, balance, version, counterparty,
                 created_at AS "createdAt",
                 coalesce(sum(amount) FILTER (WHERE direction = 'debit') OVER month, 0)::bigint AS debits,
                 coalesce(sum(amount) FILTER (WHERE direction = 'credit') OVER month, 0)::bigint AS credits,
                 first_value(CASE direction WHEN 'credit' THEN balance - amount ELSE balance + amount END)
                   OVER month AS opening,
                 last_value(balance) OVER month AS closing
               FROM entries
               WHERE account_id = $1 AND created_at >= $2::timestamptz AND created_at < $2::timestamptz + interval '1 month'
               WINDOW month AS (ORDER BY version ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
               ORDER BY version LIMIT $3`,
        values: [accountID, `${month}-01T00:00:00Z`, limit],
      });
      if (!rows[0]) return reply.code(404).send({ code: 'not_found' });
      const { opening, closing, debits, credits } = rows[0];
      return { opening, closing, debits, credits, transactions: rows };
    },
  );
}

function oneMonth() {
  return {
    type: 'object',
    required: ['accountID', 'month'],
    properties: {
      accountID: { type: 'string', format: 'uuid' },
      month: { type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' },
    },
  };
}

function page() {
  return { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 } } };
}
