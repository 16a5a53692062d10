import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** Named totals that commit together with whatever they count, so that a crash keeps both or neither. */
export interface CounterRows {
  load(): Record<string, number>;
  put(name: string, total: number): void;
}

export function counterRows(database: DatabaseSync, group: GroupCommit): CounterRows {
  database.exec('CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, total INTEGER) WITHOUT ROWID');
  const select = database.prepare('SELECT name, total FROM counters');
  const replace = database.prepare('INSERT OR REPLACE INTO counters VALUES (?, ?)');
  const changed = new Map<string, number>();
  group.beforeCommit(() => {
    if (changed.size === 0) return;
    group.begin();
    for (const [name, total] of changed) replace.run(name, total);
    changed.clear();
  });

  return {
    load() {
      const rows = select.all() as { name: string; total: number }[];
      return Object.fromEntries(rows.map(({ name, total }) => [name, total]));
    },
    put(name, total) {
      group.touch();
      changed.set(name, total);
    },
  };
}
