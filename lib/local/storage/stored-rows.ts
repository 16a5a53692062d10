import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Bound, Row, Rows } from '../items/rows.ts';

/** The rows of one table as they are in the file. Text compares by UTF-8 bytes, as DynamoDB's keys do. */
export type StoredRows = Pick<Rows, 'get' | 'range' | 'after'>;

export function storedRows(database: DatabaseSync, table: string): StoredRows {
  const select = database.prepare(`SELECT item FROM ${table} WHERE pk = ? AND sk = ?`);
  select.setReturnArrays(true);
  const scan = database.prepare(`SELECT pk, sk, item FROM ${table} WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?`);
  const scanFirst = database.prepare(`SELECT pk, sk, item FROM ${table} ORDER BY pk, sk LIMIT ?`);
  const rangeFor = rangeStatements(database, table);

  return {
    get: (pk, sk) => (select.get(pk, sk) as [item: string] | undefined)?.[0],
    range({ pk, from, to, descending = false, limit }) {
      const bounds = [from?.sk, to?.sk].filter((sk) => sk !== undefined);
      const found = rangeFor(from, to, descending).all(pk, ...bounds, limit) as unknown as [sk: string, item: string][];
      return found.map(([sk, item]) => ({ pk, sk, item }));
    },
    after: (key, limit) => (key ? scan.all(key.pk, key.sk, limit) : scanFirst.all(limit)) as unknown as Row[],
  };
}

/** One prepared statement for each shape of a range: 3 lower bounds × 3 upper bounds × 2 directions at most. */
function rangeStatements(database: DatabaseSync, table: string) {
  const prepared = new Map<string, StatementSync>();
  return (from: Bound | undefined, to: Bound | undefined, descending: boolean): StatementSync => {
    const lower = from ? `AND sk ${from.inclusive ? '>=' : '>'} ?` : '';
    const upper = to ? `AND sk ${to.inclusive ? '<=' : '<'} ?` : '';
    const order = descending ? 'DESC' : 'ASC';
    const sql = `SELECT sk, item FROM ${table} WHERE pk = ? ${lower} ${upper} ORDER BY sk ${order} LIMIT ?`;
    const known = prepared.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    // A row as an array costs a third of what it costs as an object.
    statement.setReturnArrays(true);
    prepared.set(sql, statement);
    return statement;
  };
}
