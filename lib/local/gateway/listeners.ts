import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';

/**
 * How many listening sockets share the port. Since 1.45 libuv accepts one connection a socket each time round the event
 * loop (https://github.com/libuv/libuv/pull/3696). A storm makes 30 rounds a second, so that a till which connected in
 * it waited for ten seconds and more; with 16 sockets, 480 connections a second find their way in.
 */
export const LISTENERS = process.platform === 'linux' ? 16 : 1;

const HOST = '127.0.0.1';

/**
 * Lets all of these servers listen on one port of 127.0.0.1; 0 takes a free one. The kernel deals the connections out
 * among them (SO_REUSEPORT, socket(7)). Rejects with EADDRINUSE if anybody else listens there.
 */
export async function listenTogether(servers: readonly Server[], options: { port: number; backlog: number }) {
  const port = await portOfOurOwn(options.port);
  const reusePort = servers.length > 1;
  await Promise.all(servers.map((server) => listening(server, { ...options, port, host: HOST, reusePort })));
  return port;
}

/** The option lets a second process of the same user share the port as well; to listen without it first tells of one. */
async function portOfOurOwn(wanted: number): Promise<number> {
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
