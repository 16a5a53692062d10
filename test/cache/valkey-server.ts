import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'iovalkey';
import { onTestFinished } from 'vitest';
import { freePort } from '../load/free-port.ts';
import { type Server, startServer } from '../load/server.ts';

/** A cache server of its own on loopback, which can be stopped and frozen. It keeps nothing, and ends with the test. */
export interface ValkeyServer {
  readonly port: number;
  /** Nobody listens on the port any more, and what was remembered is gone. */
  stop(): Promise<void>;
  /** Again on the same port, and empty. */
  start(): Promise<void>;
  /** Takes connections and says nothing, as a machine does that is out of breath. */
  freeze(): void;
  thaw(): void;
  /** A connection as anybody's client would have one: it never reconnects by itself. */
  connect(through?: number): Redis;
  /** One command, as an operator would give it. */
  command(name: string, ...args: string[]): Promise<unknown>;
}

/** `folder` is there before the server, for what its arguments name. */
export async function startValkey(args: (folder: string) => readonly string[] = () => []): Promise<ValkeyServer> {
  const folder = mkdtempSync('/tmp/liftline-cache-');
  const port = await freePort();
  let server: Server | undefined;
  await start();
  onTestFinished(async () => {
    thaw();
    await server?.kill();
    rmSync(folder, { recursive: true });
  });

  return {
    port,
    start,
    async stop() {
      await server?.kill();
      server = undefined;
    },
    freeze: () => signal('SIGSTOP'),
    thaw,
    connect: (through = port) =>
      new Redis({ host: '127.0.0.1', port: through, retryStrategy: () => null, enableReadyCheck: false }),
    async command(name, ...given) {
      const client = new Redis({ host: '127.0.0.1', port });
      try {
        return await client.call(name, ...given);
      } finally {
        client.disconnect();
      }
    },
  };

  async function start(): Promise<void> {
    server = await startServer({
      program: 'redis-server',
      args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder, ...args(folder)],
      folder,
      log: join(folder, 'errors.log'),
      ready: /Ready to accept connections/,
    });
  }

  function thaw(): void {
    signal('SIGCONT');
  }

  function signal(name: NodeJS.Signals): void {
    if (server) process.kill(server.pid, name);
  }
}
