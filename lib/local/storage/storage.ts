import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Rows } from '../items/rows.ts';
import { type CounterRows, counterRows } from './counter-rows.ts';
import { rowsInLayouts } from './divided-rows.ts';
import { groupCommit } from './group-commit.ts';
import { itemRows } from './item-rows.ts';
import { type MessageRows, messageRows } from './message-rows.ts';
import { type Stamps, stampsIn, stampsMemory } from './stamps.ts';

/**
 * One SQLite file behind the tables and queues of the embedded cloud. Changes apply at once, in order, and are seen by
 * every later read; they become durable together, in groups. Whoever answers the outside waits for `barrier` first.
 */
export interface Storage {
  table(name: string): Rows;
  queue(name: string): MessageRows;
  readonly counters: CounterRows;
  /** Resolves when everything applied so far is on the disk; rejects when it never will be. */
  barrier(): Promise<void>;
  /** What a thread that reads the file by itself can go by. */
  readonly stamps: Stamps;
  /** Commits what is left and closes the file. */
  close(): void;
}

export interface StorageOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly tables: readonly string[];
  readonly queues: readonly string[];
  /**
   * By table, the beginnings of partition keys that are only looked up, never read in ranges. They are a part of the
   * file's format: what was stored under other ones is not found.
   */
  readonly lookups?: Readonly<Record<string, readonly string[]>>;
  /** Memory is ahead of the disk and stays so: the process must end. */
  readonly onCommitFailed: (cause: unknown) => void;
  /** The largest size of the file. A test fills the disk with it. @default no limit */
  readonly pagesMax?: number | undefined;
}

/** Throws {@link UnusableData} where it cannot. */
export function openStorage(options: StorageOptions): Storage {
  try {
    return open(options);
  } catch (cause) {
    if (cause instanceof UnusableData) throw cause;
    const why = `cannot be used as a database (${(cause as Error).message})`;
    throw new UnusableData(`The data file ${options.file} ${why}; it was left as it is.`, { cause });
  }
}

function open({ file, tables, queues, lookups = {}, onCommitFailed, pagesMax }: StorageOptions): Storage {
  const database = openDatabase(file, pagesMax);
  const group = groupCommit(database, onCommitFailed);
  const stamps = stampsIn(stampsMemory());
  const rows = new Map(tables.map((name) => [name, rowsOf(name)]));
  const messages = new Map(queues.map((name) => [name, messageRows(database, group, `queue_${name}`)]));

  return {
    table: (name) => known(rows, name),
    queue: (name) => known(messages, name),
    counters: counterRows(database, group),
    barrier: group.barrier,
    stamps,
    close() {
      group.commit();
      database.close();
    },
  };

  function rowsOf(name: string): Rows {
    return rowsInLayouts({
      name,
      lookups: lookups[name],
      open: (table, layout) => itemRows(database, group, { table, layout, stamps }),
    });
  }
}

/** The data file cannot be used; `message` is one sentence for the person who started the process. */
export class UnusableData extends Error {
  override readonly name = 'UnusableData';
}

/** "LIFT" in ASCII: SQLite's own mark for whose file this is (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x4c494654;
const FORMAT = 1;
/** 256 MiB are checked in about a second; a larger file is believed, and a damaged page found when it is read. */
const CHECKED_BYTES_MAX = 256 * 1024 * 1024;

function openDatabase(file: string, pagesMax: number | undefined): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (Number(pragma('page_count')) > 0) refuseForeign(file, pragma);
  // Before anything else, or the next start would take it for somebody else's when this one is killed half-way; and at
  // every start, so that a file that cannot be written is found now and not by the first scan.
  database.exec(`BEGIN; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}; COMMIT;`);
  // FULL: a commit is on the disk when it returns. The checkpoint runs in a thread of its own (checkpoint.ts).
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;');
  boundMemory(database);
  if (pagesMax) database.exec(`PRAGMA max_page_count = ${pagesMax}`);
  return database;
}

/**
 * 16 MiB of pages a connection, whatever the size of the file. The one that writes looks through all of its own at each
 * commit, and what is not among them the kernel keeps: with 64 MiB nothing was quicker, and most was slower
 * (`docs/adr/0019-commits-stay-on-the-main-thread.md`). One that reads forgets its own whenever the other one commits, so
 * that more is seldom filled.
 */
const CACHE_KIB = 16 * 1024;

/** Of a connection to a file of ours. */
export function boundMemory(database: DatabaseSync): void {
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY;`);
}

function refuseForeign(file: string, pragma: (name: string) => unknown): void {
  if (pragma('application_id') !== APPLICATION_ID) {
    throw new UnusableData(`The data file ${file} belongs to another program; it was left as it is.`);
  }
  if (pragma('user_version') !== FORMAT) {
    throw new UnusableData(`The data file ${file} has a format that this version does not know; it was left as it is.`);
  }
  if (file !== ':memory:' && statSync(file).size <= CHECKED_BYTES_MAX && pragma('quick_check(1)') !== 'ok') {
    throw new UnusableData(`The data file ${file} is damaged; it was left as it is: restore a backup.`);
  }
}

/** What has a name; throws where nothing does. */
export function known<T>(named: ReadonlyMap<string, T>, name: string, what = 'table or queue'): T {
  const found = named.get(name);
  if (!found) throw new Error(`There is no ${what} named ${name} here.`);
  return found;
}
