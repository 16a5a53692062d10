import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Bound, Row, Rows } from '../items/rows.ts';
import type { GroupCommit } from './group-commit.ts';
import { writeInChunks } from './many-rows.ts';
import { recentRows } from './recent-rows.ts';

/**
 * The rows of one table. Changes wait in memory until the group commits or somebody reads a range; then they are written
 * many rows a statement, which costs a fraction of one statement a row. Text compares by UTF-8 bytes, as DynamoDB's keys do.
 */
export function itemRows({ database, group, table, layout }: ItemRowsOptions): Rows {
  const clustered = layout === 'clustered' ? 'WITHOUT ROWID' : '';
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (pk TEXT, sk TEXT, item TEXT, PRIMARY KEY (pk, sk)) ${clustered}`);
  const select = database.prepare(`SELECT item FROM ${table} WHERE pk = ? AND sk = ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE pk = ? AND sk = ?`);
  const scan = database.prepare(`SELECT pk, sk, item FROM ${table} WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?`);
  const scanFirst = database.prepare(`SELECT pk, sk, item FROM ${table} ORDER BY pk, sk LIMIT ?`);
  // Not OR REPLACE, which would move a row that it replaces to another place.
  const upsert = 'ON CONFLICT (pk, sk) DO UPDATE SET item = excluded.item';
  const put = writeInChunks(database, (rows) => `INSERT INTO ${table} VALUES ${rows} ${upsert}`, 3);
  const insertNew = database.prepare(`INSERT INTO ${table} VALUES ${Array(NEW_ROWS).fill('(?,?,?)').join(',')}`);
  const rangeFor = rangeStatements(database, table);
  const changed = new Map<string, { pk: string; sk: string; item: string | undefined }>();
  const recent = recentRows(RECENT_CHARACTERS_MAX);
  group.beforeCommit(flush);

  return {
    get(pk, sk) {
      const name = nameOf(pk, sk);
      const change = changed.get(name);
      if (change) return change.item;
      const remembered = recent.get(name);
      if (remembered !== undefined) return remembered ?? undefined;
      group.beforeRead();
      const row = select.get(pk, sk) as { item: string } | undefined;
      recent.set(name, row?.item ?? null);
      return row?.item;
    },
    put: (pk, sk, item) => change(pk, sk, item),
    delete: (pk, sk) => change(pk, sk, undefined),
    putAll(rows) {
      flush();
      group.touch();
      group.begin();
      const replaced = new Map<Row, string>();
      const sorted = [...rows].sort(byKey);
      for (let at = 0; at < sorted.length; at += NEW_ROWS) {
        const some = sorted.slice(at, at + NEW_ROWS);
        if (some.length === NEW_ROWS && areNew(some)) continue;
        for (const row of some) {
          const before = this.get(row.pk, row.sk);
          if (before !== undefined) replaced.set(row, before);
          change(row.pk, row.sk, row.item);
        }
      }
      return replaced;
    },
    range({ pk, from, to, descending = false, limit }) {
      flush();
      const bounds = [from?.sk, to?.sk].filter((sk) => sk !== undefined);
      return rangeFor(from, to, descending).all(pk, ...bounds, limit) as unknown as Row[];
    },
    after(key, limit) {
      flush();
      return (key ? scan.all(key.pk, key.sk, limit) : scanFirst.all(limit)) as unknown as Row[];
    },
  };

  /** Inserts them if not one is there: the statement itself finds out, which is cheaper than to ask for each row first. */
  function areNew(rows: readonly Row[]): boolean {
    try {
      insertNew.run(...rows.flatMap(({ pk, sk, item }) => [pk, sk, item]));
      for (const { pk, sk } of rows) recent.forget(nameOf(pk, sk));
      return true;
    } catch (error) {
      if ((error as { errcode?: number }).errcode === PRIMARY_KEY_TAKEN) return false;
      group.spoil(error);
      throw error;
    }
  }

  function change(pk: string, sk: string, item: string | undefined): void {
    group.touch();
    const name = nameOf(pk, sk);
    changed.set(name, { pk, sk, item });
    recent.set(name, item ?? null);
  }

  function flush(): void {
    if (changed.size === 0) return;
    group.begin();
    const values: string[] = [];
    // In the order of the table, so that each page is visited once.
    for (const { pk, sk, item } of [...changed.values()].sort(byKey)) {
      if (item === undefined) remove.run(pk, sk);
      else values.push(pk, sk, item);
    }
    put(values);
    changed.clear();
  }
}

export interface ItemRowsOptions {
  readonly database: DatabaseSync;
  readonly group: GroupCommit;
  readonly table: string;
  readonly layout: Layout;
}

/**
 * `clustered` by key: a range lies together on the disk, as a skier's day is read. `scattered` in the order of arrival
 * with an index by key: new rows share pages and seldom split them, which suits rows under random keys that are read one
 * by one.
 */
export type Layout = 'clustered' | 'scattered';

/** A command reads what it is about to write, and accounts come again: 8 Mi characters are some 10,000 of each. */
const RECENT_CHARACTERS_MAX = 8 * 1024 * 1024;

/** One that is there already makes the others of its statement be asked for one by one. */
const NEW_ROWS = 50;
/** SQLITE_CONSTRAINT_PRIMARYKEY (https://www.sqlite.org/rescode.html#constraint_primarykey); the statement wrote nothing. */
const PRIMARY_KEY_TAKEN = 1_555;

function byKey(a: { pk: string; sk: string }, b: { pk: string; sk: string }): number {
  if (a.pk !== b.pk) return a.pk < b.pk ? -1 : 1;
  return a.sk < b.sk ? -1 : 1;
}

/** Length first, so that no two keys share a name whatever they contain. */
function nameOf(pk: string, sk: string): string {
  return `${pk.length}:${pk}${sk}`;
}

/** One prepared statement for each shape of a range: 3 lower bounds × 3 upper bounds × 2 directions at most. */
function rangeStatements(database: DatabaseSync, table: string) {
  const prepared = new Map<string, StatementSync>();
  return (from: Bound | undefined, to: Bound | undefined, descending: boolean): StatementSync => {
    const lower = from ? `AND sk ${from.inclusive ? '>=' : '>'} ?` : '';
    const upper = to ? `AND sk ${to.inclusive ? '<=' : '<'} ?` : '';
    const order = descending ? 'DESC' : 'ASC';
    const sql = `SELECT pk, sk, item FROM ${table} WHERE pk = ? ${lower} ${upper} ORDER BY sk ${order} LIMIT ?`;
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
