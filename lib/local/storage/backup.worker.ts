import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

const { database: from, to } = workerData as { database: string; to: string };
const unfinished = `${to}.unfinished`;

// For its owner alone, as the data is. It fails where another backup is on its way.
writeFileSync(unfinished, '', { flag: 'wx', mode: 0o600 });
try {
  const database = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  // One read transaction, beside which others write (https://www.sqlite.org/lang_vacuum.html#vacuuminto).
  database.prepare('VACUUM INTO ?').run(unfinished);
  database.close();
  // Which SQLite leaves to its caller: "VACUUM INTO does not invoke fsync()".
  sync(unfinished);
  // Has its name only when it is whole; unlike renaming, this fails where there is a file of that name.
  linkSync(unfinished, to);
} finally {
  rmSync(unfinished);
}
sync(dirname(to));

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
