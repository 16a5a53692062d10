import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The most that Node.js could do: reads the body and answers 201. What a real server adds is measured against this. */
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(201, { 'content-length': '0' }).end());
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
