import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { argumentsOf } from './npm-script.ts';
import { nameOf } from './scan.ts';
import { ROOT, type Server, startServer } from './server.ts';

/** Starts the embedded system as `npm start` does. */
export function startLiftline(data: string): Promise<Server> {
  return startServer({
    program: process.execPath,
    args: [...argumentsOf('start'), '--port', '0', '--data', data],
    folder: ROOT,
    log: `${data}.log`,
    ready: /^token: .*\n/m,
  });
}

/** What lies on the disk of an embedded system that is not running: read past its own code, straight from the file. */
export function readDisk(data: string): Disk {
  const database = openDisk(data);
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  const rows = database.prepare('SELECT pk, sk FROM table_rides').all() as { pk: string; sk: string }[];
  const disk = {
    rides: new Set(rows.map(rideNamed)),
    waiting: count('queue_rides'),
    unseen: count('queue_rides_stream'),
    deadLetters: count('queue_rides_dead_letters'),
  };
  database.close();
  return disk;
}

export interface Disk {
  readonly rides: ReadonlySet<string>;
  /** Messages in the queue. */
  readonly waiting: number;
  /** Rows of the stream, each with the changes of one write. */
  readonly unseen: number;
  readonly deadLetters: number;
}

/** Puts messages straight into the queue of an embedded system that is not running, as nothing of ours would. */
export function putIntoQueue(data: string, bodies: readonly string[]): void {
  const database = openDisk(data, { readOnly: false });
  const insert = database.prepare("INSERT INTO queue_rides VALUES (NULL, ?, 0, '1', '{}', ?)");
  for (const body of bodies) insert.run(Date.now(), body);
  database.close();
}

/** What a running system has committed and not worked off yet, seen from outside, so that it costs the system nothing. */
export function watchBacklog(data: string): Backlog {
  const database = openDisk(data);
  const count = database.prepare(
    'SELECT (SELECT count(*) FROM queue_rides) AS messages, (SELECT count(*) FROM queue_rides_stream) AS changes',
  );
  const any = database.prepare(
    'SELECT EXISTS (SELECT 1 FROM queue_rides) OR EXISTS (SELECT 1 FROM queue_rides_stream) AS isAny',
  );

  return {
    size: () => count.get() as { messages: number; changes: number },
    isEmpty: () => any.get()?.['isAny'] === 0,
    close: () => database.close(),
  };
}

export interface Backlog {
  /** Messages in the queue and rows in the stream; it counts them one by one. */
  size(): { readonly messages: number; readonly changes: number };
  isEmpty(): boolean;
  close(): void;
}

export function openDisk(data: string, { readOnly = true } = {}): DatabaseSync {
  return new DatabaseSync(join(data, 'liftline.sqlite'), { readOnly, timeout: 5_000 });
}

/** The key as lambdas/rides/store.ts documents it, taken apart here so that a mistake there cannot hide itself. */
function rideNamed({ pk, sk }: { pk: string; sk: string }): string {
  const [skierID, resortID] = pk.split('#').map(Number) as [number, number];
  const [seasonID, dayID, time, liftID] = sk.split('#') as [string, string, string, string];
  return nameOf({ resortID, seasonID, dayID: Number(dayID), skierID, time: Number(time), liftID: Number(liftID) });
}
