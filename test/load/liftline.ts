import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { nameOf } from './scan.ts';
import { ROOT, type Server, startServer } from './server.ts';

/** Starts the embedded system as `npm start` does, without npm in between, so that a signal reaches the process itself. */
export function startLiftline(data: string): Promise<Server> {
  const node = ['--disable-warning=ExperimentalWarning', '--require', './bin/require-node.cjs', 'bin/local.ts'];
  return startServer({
    program: process.execPath,
    args: [...node, '--port', '0', '--data', data],
    folder: ROOT,
    log: `${data}.log`,
    ready: /^token: .*\n/m,
  });
}

/** What lies on the disk of an embedded system that is not running: read past its own code, straight from the file. */
export function readDisk(data: string): { rides: Set<string>; waiting: number; deadLetters: number } {
  const database = new DatabaseSync(join(data, 'liftline.sqlite'), { readOnly: true });
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  const rows = database.prepare('SELECT pk, sk FROM table_rides').all() as { pk: string; sk: string }[];
  const disk = {
    rides: new Set(rows.map(rideNamed)),
    waiting: count('queue_rides'),
    deadLetters: count('queue_rides_dead_letters'),
  };
  database.close();
  return disk;
}

/** The key as lambdas/rides/store.ts documents it, taken apart here so that a mistake there cannot hide itself. */
function rideNamed({ pk, sk }: { pk: string; sk: string }): string {
  const [skierID, resortID] = pk.split('#').map(Number) as [number, number];
  const [seasonID, dayID, time, liftID] = sk.split('#') as [string, string, string, string];
  return nameOf({ resortID, seasonID, dayID: Number(dayID), skierID, time: Number(time), liftID: Number(liftID) });
}
