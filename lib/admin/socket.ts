import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { causeOf } from '#platform/failure.ts';
import type { Log } from '#platform/log.ts';
import type { Cloud } from '../local/cloud.ts';
import type { Surroundings, Terminal } from './command.ts';
import { type Order, readOrder } from './commands.ts';
import { systemOn } from './embedded-system.ts';

/** What the client sends: one line of JSON. */
export type Request = Order & Pick<Surroundings, 'who' | 'folder'>;

/** What it is sent back: lines of JSON, the last of which has the exit code. */
export type Told =
  | { readonly print: string }
  | { readonly progress: readonly [done: number, of: number] }
  | { readonly exit: number; readonly error?: string };

export interface AdminSocketOptions {
  readonly path: string;
  readonly cloud: Cloud;
  readonly database: string;
  /** Resolves when everything that has been changed so far is durable. */
  readonly barrier: () => Promise<void>;
  readonly log: Log;
}

/** Takes commands for the running system on a Unix socket that only its owner may open. */
export async function openAdminSocket({
  path,
  cloud,
  database,
  barrier,
  log,
}: AdminSocketOptions): Promise<{ close(): Promise<void> }> {
  const system = systemOn(cloud, database);
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    serve(socket).catch((cause) => log.error('admin command failed', { cause: causeOf(cause) }));
  });
  // Whoever left one behind is gone: the folder's lock is ours.
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The file is made during this call, readable and writable for its owner alone.
    const mask = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(mask);
  });
  server.unref();

  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const aborted = new AbortController();
    socket.once('close', () => aborted.abort());
    socket.on('error', () => aborted.abort());
    const tell = (told: Told) => void (socket.writable && socket.write(`${JSON.stringify(told)}\n`));

    try {
      const { who, folder, ...order } = await requestOn(socket);
      const terminal: Terminal = {
        print: (line) => tell({ print: line }),
        progress: (done, of) => tell({ progress: [done, of] }),
        signal: aborted.signal,
      };
      const exit = await readOrder(order).run({ system, log, who, folder, terminal });
      await barrier();
      tell({ exit });
    } catch (error) {
      log.error('admin command failed', { cause: causeOf(error) });
      tell({ exit: 2, error: (error as Error).message });
    }
    socket.end();
  }
}

async function requestOn(socket: Socket): Promise<Request> {
  for await (const line of createInterface({ input: socket })) return JSON.parse(line);
  throw new Error('The connection was closed before it said anything.');
}
