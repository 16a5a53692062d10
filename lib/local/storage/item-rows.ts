import type { DatabaseSync } from 'node:sqlite';
import type { Row, Rows } from '../items/rows.ts';
import type { GroupCommit } from './group-commit.ts';
import { nameOf, recentRows } from './recent-rows.ts';
import type { Stamps } from './stamps.ts';
import { storedRows } from './stored-rows.ts';

export interface ItemRowsOptions {
  readonly table: string;
  /**
   * For ranges, rows lie in the order of their keys: a range is read from few pages. For lookups, they lie in the order of
   * their coming, with an index beside: a row under a hash then dirties 1.5 pages of 4 KiB instead of 3.4, and costs 11 µs
   * instead of 26 (650 bytes each, in groups of 64, among 100,000).
   */
  readonly layout: 'ranges' | 'lookups';
  /** Renewed for what is committed. */
  readonly stamps: Stamps;
}

/** The rows of one table. Changes wait in memory until the group commits or somebody reads a range. */
export function itemRows(database: DatabaseSync, group: GroupCommit, { table, layout, stamps }: ItemRowsOptions): Rows {
  const clustered = layout === 'ranges' ? 'WITHOUT ROWID' : '';
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (pk TEXT, sk TEXT, item TEXT, PRIMARY KEY (pk, sk)) ${clustered}`);
  const stored = storedRows(database, table);
  const remove = database.prepare(`DELETE FROM ${table} WHERE pk = ? AND sk = ?`);
  // Not REPLACE, which takes the old row out first, and in a table with an index dirties that, too.
  const put = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET item = excluded.item`);
  const insertNew = database.prepare(`INSERT INTO ${table} VALUES ${Array(NEW_ROWS).fill('(?,?,?)').join(',')}`);
  const changed = new Map<string, { pk: string; sk: string; item: string | undefined }>();
  const recent = recentRows();
  let uncommitted: string[] = [];
  group.beforeCommit(flush);
  group.afterCommit(() => {
    for (const pk of uncommitted) stamps.renew(pk);
    uncommitted = [];
  });

  return {
    get(pk, sk) {
      const name = nameOf(pk, sk);
      const known = recent.find(name) ?? changed.get(name);
      if (known) return known.item;
      group.beforeRead();
      const item = stored.get(pk, sk);
      recent.set(name, item);
      return item;
    },
    put: (pk, sk, item) => change(pk, sk, item),
    delete: (pk, sk) => change(pk, sk, undefined),
    putAll(rows) {
      flush();
      recent.clear();
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
    range(range) {
      flush();
      return stored.range(range);
    },
    after(key, limit) {
      flush();
      return stored.after(key, limit);
    },
  };

  /** Inserts them if not one is there: the statement itself finds out, which is cheaper than to ask for each row first. */
  function areNew(rows: readonly Row[]): boolean {
    try {
      insertNew.run(...rows.flatMap(({ pk, sk, item }) => [pk, sk, item]));
      for (const { pk } of rows) uncommitted.push(pk);
      return true;
    } catch (error) {
      if ((error as { errcode?: number }).errcode === PRIMARY_KEY_TAKEN) return false;
      group.spoil(error);
      throw error;
    }
  }

  function change(pk: string, sk: string, item: string | undefined): void {
    group.touch();
    uncommitted.push(pk);
    const name = nameOf(pk, sk);
    changed.set(name, { pk, sk, item });
    // A row that is new is seldom read soon: entries and transfers would push out the accounts that are.
    if (item !== undefined && recent.find(name)?.item === undefined) recent.forget(name);
    else recent.set(name, item);
  }

  function flush(): void {
    if (changed.size === 0) return;
    group.begin();
    // In the order of the table, so that each page is visited once.
    for (const { pk, sk, item } of [...changed.values()].sort(byKey)) {
      if (item === undefined) remove.run(pk, sk);
      else put.run(pk, sk, item);
    }
    changed.clear();
  }
}

/** One that is there already makes the others of its statement be asked for one by one. */
const NEW_ROWS = 50;
/** SQLITE_CONSTRAINT_PRIMARYKEY (https://www.sqlite.org/rescode.html#constraint_primarykey); the statement wrote nothing. */
const PRIMARY_KEY_TAKEN = 1_555;

function byKey(a: { pk: string; sk: string }, b: { pk: string; sk: string }): number {
  if (a.pk !== b.pk) return a.pk < b.pk ? -1 : 1;
  return a.sk < b.sk ? -1 : 1;
}
