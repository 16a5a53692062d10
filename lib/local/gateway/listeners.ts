import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';

/** Node shares one where the kernel deals out the connections (`net.Server.listen`, `reusePort`). */
export const canSharePort = process.platform === 'linux';

/**
 * How many listening sockets share the port. Since 1.45 libuv accepts one connection a socket each time round the event
 * loop (https://github.com/libuv/libuv/pull/3696). A storm makes 30 rounds a second, so that a till which connected in
 * it waited for ten seconds and more; with 16 sockets, 480 connections a second find their way in.
 */
export const LISTENERS = canSharePort ? 16 : 1;

const HOST = '127.0.0.1';

/**
 * Lets all of these servers listen on one port of 127.0.0.1. The kernel deals the connections out among them, and among
 * those of other threads (SO_REUSEPORT, socket(7)).
 */
export async function listenTogether(
  servers: readonly Server[],
  options: { port: number; backlog: number },
): Promise<void> {
  await Promise.all(servers.map((server) => listening(server, { ...options, host: HOST, reusePort: canSharePort })));
}

/**
 * A port that nobody listens on; 0 takes a free one. Rejects with EADDRINUSE if somebody does: SO_REUSEPORT would let a
 * second process of the same user share it.
 */
export async function portOfOurOwn(wanted: number): Promise<number> {
  const server = createServer();
  await listening(server, { port: wanted, host: HOST });
  const { port } = server.address() as AddressInfo;
  await closed(server);
  return port;
}

function listening(server: Server, options: Parameters<Server['listen']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Resolves when the last connection of the server is closed. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
