import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** 50 rows a statement: beyond that the gain is lost in binding them. */
const ROWS_A_STATEMENT = 50;

/**
 * Writes any number of rows with as few statements as it takes. `insert` is the SQL around the rows' placeholders;
 * `values` are the rows' columns, one row after another.
 */
export function writeInChunks(database: DatabaseSync, insert: (rows: string) => string, columns: number) {
  const row = `(${Array(columns).fill('?').join(',')})`;
  const one = database.prepare(insert(row));
  const many = database.prepare(insert(Array(ROWS_A_STATEMENT).fill(row).join(',')));
  const step = ROWS_A_STATEMENT * columns;

  return (values: readonly SQLInputValue[]): void => {
    let at = 0;
    for (; at + step <= values.length; at += step) many.run(...values.slice(at, at + step));
    for (; at < values.length; at += columns) one.run(...values.slice(at, at + columns));
  };
}
