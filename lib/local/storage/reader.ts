import { DatabaseSync } from 'node:sqlite';
import type { Rows } from '../items/rows.ts';
import { rowsInLayouts } from './divided-rows.ts';
import { known, type StorageOptions } from './storage.ts';
import { storedRows } from './stored-rows.ts';

/**
 * A second connection to the file of a storage that is open, for reading alone. It sees what is committed, and so all that
 * anybody was ever told; every read sees what was committed when it began.
 */
export interface StorageReader {
  table(name: string): Rows;
  close(): void;
}

export function openReader({
  file,
  tables,
  lookups = {},
}: Pick<StorageOptions, 'file' | 'tables' | 'lookups'>): StorageReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY;`);
  const rows = new Map(tables.map((name) => [name, rowsOf(name)]));

  return {
    table: (name) => known(rows, name, 'table'),
    close: () => database.close(),
  };

  function rowsOf(name: string): Rows {
    const open = (table: string): Rows => ({
      ...storedRows(database, table),
      put: refuse,
      putAll: refuse,
      delete: refuse,
    });
    return rowsInLayouts({ name, lookups: lookups[name], open });
  }
}

/** 16 MiB of pages: every commit makes a reader forget them, so that more is seldom filled. */
const CACHE_KIB = 16 * 1024;

function refuse(): never {
  throw new Error('This connection is for reading.');
}
