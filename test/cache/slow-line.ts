import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands before a server and passes on what it says, each time later by as much as it is told to. */
export async function slowLine(to: number): Promise<{ readonly port: number; delayMs: number }> {
  const sockets = new Set<Socket>();
  const line = { port: 0, delayMs: 0 };
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    client.pipe(upstream);
    upstream.on('data', (said) => setTimeout(() => client.write(said), line.delayMs));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  line.port = (server.address() as AddressInfo).port;
  return line;
}
