import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UnusableData } from './storage/storage.ts';

/** Where an embedded system keeps everything that it writes; one process at a time. */
export interface DataFolder {
  readonly database: string;
  readonly signingKey: string;
  /** Where the process that has the folder takes commands. */
  readonly adminSocket: string;
  /** Lets another process have the folder. Killing this one does so, too. */
  unlock(): void;
}

const DATABASE = 'liftline.sqlite';

/** Makes the folder or takes an existing one of ours; throws {@link UnusableData} and leaves alone what is not ours. */
export function openDataFolder(folder: string): DataFolder {
  refuseForeign(folder);
  try {
    // For the owner alone: the signing key lies in it, and guests' money will.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new UnusableData(`The data folder ${folder} cannot be made or entered.`, { cause });
  }
  return {
    database: join(folder, DATABASE),
    signingKey: join(folder, 'signing-key.json'),
    adminSocket: adminSocketOf(folder),
    unlock: lock(folder),
  };
}

export function adminSocketOf(folder: string): string {
  return join(folder, 'admin.sock');
}

/** Whether a folder has data of ours, so that a command makes none where there is none. */
export function hasData(folder: string): boolean {
  return existsSync(join(folder, DATABASE));
}

function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UnusableData(`The data folder ${folder} is a file.`);
  const names = readdir(folder);
  if (names.length > 0 && !names.includes(DATABASE) && names.some((name) => !OURS_BEFORE_THE_DATABASE.has(name))) {
    throw new UnusableData(`The data folder ${folder} holds other things and no data of Liftline; name an empty one.`);
  }
}

/** A first start that was killed half-way leaves these behind, and so does who deletes the database to begin anew. */
const OURS_BEFORE_THE_DATABASE = new Set([
  'lock',
  'lock-journal',
  'signing-key.json',
  'signing-key.json.new',
  'admin.sock',
]);

function readdir(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new UnusableData(`The data folder ${folder} cannot be read.`, { cause });
  }
}

/**
 * An exclusive transaction on an empty SQLite file, held as long as the process lives: the operating system lets go of
 * it however the process ends, which a file with a process id in it does not.
 */
function lock(folder: string): () => void {
  const file = join(folder, 'lock');
  try {
    const held = new DatabaseSync(file);
    held.exec('BEGIN EXCLUSIVE');
    return () => held.close();
  } catch (cause) {
    const isHeld = (cause as { errcode?: number }).errcode === SQLITE_BUSY;
    const why = isHeld ? 'is in use by another process' : 'cannot be written';
    throw new UnusableData(`The data folder ${folder} ${why}.`, { cause });
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;
