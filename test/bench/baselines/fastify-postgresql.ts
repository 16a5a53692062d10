import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { Pool, types } from 'pg';
import { type Deposit, type Deposited, depositInFive, depositInOne } from './deposits.ts';
import { idOf } from './ids.ts';
import { account, idempotent, newAccount, newDeposit, oneAccount, transfer } from './schemas.ts';
import { serveStatements } from './statements.ts';
import { serveTransfers } from './transfers.ts';

/**
 * The usual way to build this ledger: fastify checks a request by a schema, PostgreSQL keeps double entry with an
 * idempotency key, and 201 leaves when the commit is on the disk. Statements are prepared once a connection. It checks
 * no token, knows no limits and writes no log, which is in its favour.
 */
types.setTypeParser(types.builtins.INT8, Number);

/** Between 8 and 32, each of which was the quickest at something in one noisy run: not settled. */
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['POOL'] ?? 16) });
const deposit = process.env['DEPOSIT'] === 'one statement' ? depositInOne(pool) : depositInFive(pool);

await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
await pool.query(readFileSync(join(import.meta.dirname, 'ledger.sql'), 'utf8'));
await pool.query('CHECKPOINT');

const app = fastify();

app.post<{ Body: { currency: string; name?: string } }>(
  '/accounts',
  { schema: { headers: idempotent(), body: newAccount() } },
  async ({ body }, reply) => {
    const { rows } = await pool.query({
      name: 'open account',
      text: 'INSERT INTO accounts (currency, name) VALUES ($1, $2) RETURNING *',
      values: [body.currency, body.name],
    });
    return reply.code(201).send(accountOf(rows[0]));
  },
);

app.get<{ Params: { accountID: string } }>(
  '/accounts/:accountID',
  { schema: { params: oneAccount(), response: { 200: account() } } },
  async ({ params }, reply) => {
    const { rows } = await pool.query({
      name: 'get account',
      text: 'SELECT * FROM accounts WHERE account_id = $1',
      values: [params.accountID],
    });
    return rows[0] ? accountOf(rows[0]) : reply.code(404).send({ code: 'not_found' });
  },
);

app.post<{ Params: { accountID: string }; Body: { amount: number; reference?: string } }>(
  '/accounts/:accountID/deposits',
  { schema: { params: oneAccount(), headers: idempotent(), body: newDeposit(), response: { 201: transfer() } } },
  async ({ params, headers, body }, reply) => {
    const wanted: Deposit = {
      transferID: idOf('deposit', String(headers['idempotency-key'])),
      accountID: params.accountID,
      amount: body.amount,
      reference: body.reference ?? null,
    };
    const deposited = (await deposit(wanted)) ?? (await replay(wanted));
    if (deposited === 'unknown account') return reply.code(404).send({ code: 'not_found' });
    if (deposited === 'key reused') return reply.code(422).send({ code: 'idempotency_key_reused' });
    return reply.code(201).send(transferOf(wanted, deposited));
  },
);

serveTransfers(app, pool);
serveStatements(app, pool);

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`listening on ${url}\n`);

/** Nothing was written: the key has been used, or there is no such account. */
async function replay({ transferID, accountID, amount, reference }: Deposit) {
  const { rows } = await pool.query<Deposited & { isSame: boolean }>({
    name: 'replay',
    text: `SELECT t.currency, t.created_at AS "createdAt", e.balance, e.available, e.version,
             t.to_account = $2::text AND t.amount = $3 AND t.reference IS NOT DISTINCT FROM $4 AS "isSame"
           FROM transfers t JOIN entries e ON e.account_id = t.to_account::uuid AND e.transfer_id = t.transfer_id
           WHERE t.transfer_id = $1`,
    values: [transferID, accountID, amount, reference],
  });
  if (!rows[0]) return 'unknown account' as const;
  return rows[0].isSame ? rows[0] : ('key reused' as const);
}

function transferOf({ transferID, accountID, amount, reference }: Deposit, { currency, ...deposited }: Deposited) {
  const from = `cash-${currency}`;
  return {
    transferID,
    kind: 'deposit',
    from,
    to: accountID,
    amount,
    currency,
    reference: reference ?? undefined,
    ...deposited,
  };
}

function accountOf(row: Record<string, unknown>) {
  const { account_id, name, owner_id, currency, balance, held, version, status, opened_at } = row;
  return {
    accountID: account_id,
    ...(name !== null && { name }),
    ...(owner_id !== null && { ownerID: owner_id }),
    currency,
    balance,
    available: Number(balance) - Number(held),
    held,
    version,
    status,
    openedAt: opened_at,
  };
}
