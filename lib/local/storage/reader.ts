import { DatabaseSync } from 'node:sqlite';
import type { Rows } from '../items/rows.ts';
import { rowsInLayouts } from './divided-rows.ts';
import { nameOf, recentRows } from './recent-rows.ts';
import type { Stamps } from './stamps.ts';
import { boundMemory, known, type StorageOptions } from './storage.ts';
import { type StoredRows, storedRows } from './stored-rows.ts';

/**
 * A second connection to the file of a storage that is open, for reading alone. It sees what is committed, and so all that
 * anybody was ever told; every read sees what was committed when it began.
 */
export interface StorageReader {
  table(name: string): Rows;
  close(): void;
}

interface ReaderOptions extends Pick<StorageOptions, 'file' | 'tables' | 'lookups'> {
  /** Those of the storage. */
  readonly stamps: Pick<Stamps, 'of'>;
}

export function openReader({ file, tables, lookups = {}, stamps }: ReaderOptions): StorageReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  boundMemory(database);
  const rows = new Map(tables.map((name) => [name, rowsOf(name)]));

  return {
    table: (name) => known(rows, name, 'table'),
    close: () => database.close(),
  };

  function rowsOf(name: string): Rows {
    return rowsInLayouts({ name, lookups: lookups[name], open: (table) => remembering(storedRows(database, table)) });
  }

  function remembering(stored: StoredRows): Rows {
    const recent = recentRows();
    return {
      ...stored,
      get(pk, sk) {
        const stamp = stamps.of(pk);
        const name = nameOf(pk, sk);
        const known = recent.find(name);
        if (known?.stamp === stamp) return known.item;
        const item = stored.get(pk, sk);
        recent.set(name, item, stamp);
        return item;
      },
      put: refuse,
      putAll: refuse,
      delete: refuse,
    };
  }
}

function refuse(): never {
  throw new Error('This connection is for reading.');
}
