import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startServer, type User } from '../load/server.ts';

export interface Database {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Debian's folder for the programs of one major version; those that a user calls are on the PATH, these are not. */
const PROGRAMS = '/usr/lib/postgresql/15/bin';

/**
 * A cluster of its own with PostgreSQL's own settings, which sync each commit before it is acknowledged; only the memory
 * for pages is more than the 128 MiB that it takes by itself. It listens on a Unix socket in its folder and nowhere else.
 */
export async function startPostgreSQL(folder: string): Promise<Database> {
  const user = userOf(folder);
  const data = join(folder, 'data');
  const initdb = ['--pgdata', data, '--username', 'bench', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C'];
  execFileSync(join(PROGRAMS, 'initdb'), initdb, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

  const settings = [`unix_socket_directories=${folder}`, 'listen_addresses=', 'shared_buffers=1GB'];
  const server = await startServer({
    program: 'sh',
    // It says on standard error that it is ready. `exec`, so that its process id is the database's.
    args: [
      '-c',
      'exec "$0" "$@" 2>&1',
      join(PROGRAMS, 'postgres'),
      '-D',
      data,
      ...settings.flatMap((one) => ['-c', one]),
    ],
    folder,
    log: `${folder}.log`,
    ready: /database system is ready to accept connections/,
    user,
  });
  return { pid: server.pid, url: `socket://bench@${folder}?db=postgres`, stop: server.stop };
}

/** PostgreSQL refuses to run as root; it then gets the folder and runs as the user whom Debian made for it. */
function userOf(folder: string): User | undefined {
  mkdirSync(folder);
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (kind: '--user' | '--group') => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  const user = { uid: idOf('--user'), gid: idOf('--group') };
  chownSync(folder, user.uid, user.gid);
  // It must pass through the folder above, without seeing what else is in there.
  chmodSync(dirname(folder), 0o711);
  return user;
}
