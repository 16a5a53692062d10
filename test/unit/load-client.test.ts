import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { seeded } from '../load/random.ts';
import { courseLoad, mixedLoad, nameOf, type Scan } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';

const running: { close(): unknown; closeAllConnections(): void }[] = [];

afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

it('sends the same scans from the same seed', () => {
  const [one, again, other] = [7, 7, 8].map((seed) => [...courseLoad({ seed, count: 50 })]);

  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

it('sends each scan again until it is acknowledged, however the server fails', async () => {
  const stored = new Set<string>();
  const random = seeded(1);
  const port = await listen(async (request, response) => {
    const name = await scanNamedBy(request);
    const fate = random();
    if (fate < 0.1) return cut(response);
    if (fate < 0.2) return void response.writeHead(fate < 0.15 ? 500 : 429, { 'content-length': '2' }).end('{}');
    stored.add(name);
    if (fate < 0.3) return cut(response);
    if (fate < 0.4) return cutInTheMiddle(response);
    return created(response);
  });

  const result = await sendScans({
    target: () => ({ port, token: 't' }),
    scans: courseLoad({ seed: 2, count: 200 }),
    connections: 8,
  });

  expect(result).toMatchObject({ answered: 200, failures: [] });
  expect(result.retries).toBeGreaterThan(40);
  expect(stored).toEqual(result.acknowledged);
  expect(new Set(result.sent.keys())).toEqual(stored);
});

it('sends a batch in one request, and all of it again until all of it is acknowledged', async () => {
  const received: Scan[][] = [];
  const port = await listen(async (request, response) => {
    const { rides } = JSON.parse((await request.toArray()).join(''));
    received.push(rides);
    if (received.length === 1) return cut(response);
    return acceptAll(response, rides.length);
  });
  const batch = [...courseLoad({ seed: 1, count: 25 })];

  const result = await sendScans({ target: () => ({ port, token: 't' }), scans: [batch], connections: 1 });

  expect(result).toMatchObject({ answered: 25, retries: 25, failures: [] });
  expect(result.acknowledged).toEqual(new Set(batch.map(nameOf)));
  expect(received).toEqual([batch, batch]);
});

it('gives up a batch of which not all is taken', async () => {
  const port = await listen((_, response) => acceptAll(response, 24));
  const batch = [...courseLoad({ seed: 1, count: 25 })];

  const result = await sendScans({ target: () => ({ port, token: 't' }), scans: [batch], connections: 1 });

  expect(result).toMatchObject({ answered: 0, failures: [expect.stringContaining('answered 200')] });
});

it('mixes single scans, batches and repeated scans, as many in all as it is asked for', () => {
  const load = [...mixedLoad({ seed: 1, count: 10_000 })];

  const scans = load.flat();
  const batches = load.filter(Array.isArray);
  expect(scans).toHaveLength(10_000);
  expect(batches.length / load.length).toBeCloseTo(0.5, 1);
  expect(1 - new Set(scans.map(nameOf)).size / scans.length).toBeCloseTo(0.1, 1);
});

it('waits as long as Retry-After asks before it sends a scan again', async () => {
  let arrivals = 0;
  let isReady = false;
  const port = await listen((_, response) => {
    arrivals++;
    if (arrivals === 1) setTimeout(() => (isReady = true), 500);
    response.writeHead(isReady ? 201 : 503, { 'retry-after': '1', 'content-length': '0' }).end();
  });

  await sendScans({ target: () => ({ port, token: 't' }), scans: courseLoad({ seed: 1, count: 1 }), connections: 1 });

  expect(arrivals).toBe(2);
});

it('finds a server that comes up elsewhere', async () => {
  const target = { port: 1, token: 't' };
  const sending = sendScans({ target: () => target, scans: courseLoad({ seed: 1, count: 10 }), connections: 2 });
  target.port = await listen((_, response) => created(response));

  const { acknowledged, retries } = await sending;

  expect(acknowledged.size).toBe(10);
  expect(retries).toBeGreaterThan(0);
});

it('gives up a scan that is refused and says how', async () => {
  const port = await listen((_, response) => void response.writeHead(400, { 'content-length': '3' }).end('bad'));

  const { sent, acknowledged, failures } = await sendScans({
    target: () => ({ port, token: 't' }),
    scans: courseLoad({ seed: 1 }),
    connections: 1,
  });

  expect(acknowledged.size).toBe(0);
  expect(failures).toHaveLength(sent.size);
  expect(failures[0]).toContain('answered 400 bad');
});

it('takes no further scan once it is told to stop', async () => {
  const stop = new AbortController();
  const port = await listen((_, response) => {
    stop.abort();
    created(response);
  });

  const { sent, acknowledged } = await sendScans({
    target: () => ({ port, token: 't' }),
    scans: courseLoad({ seed: 1 }),
    connections: 3,
    until: stop.signal,
  });

  expect(acknowledged).toEqual(new Set(sent.keys()));
  expect(sent.size).toBeLessThan(10);
});

type Serve = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

async function listen(serve: Serve): Promise<number> {
  const server = createServer((request, response) => void serve(request, response));
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function scanNamedBy(request: IncomingMessage): Promise<string> {
  const { time, liftID } = JSON.parse((await request.toArray()).join(''));
  const [, , resortID, , seasonID, , dayID, , skierID] = String(request.url).split('/');
  return nameOf({
    resortID: Number(resortID),
    seasonID: String(seasonID),
    dayID: Number(dayID),
    skierID: Number(skierID),
    time,
    liftID,
  });
}

function created(response: ServerResponse): void {
  response.writeHead(201, { 'content-length': '0' }).end();
}

function acceptAll(response: ServerResponse, accepted: number): void {
  const body = JSON.stringify({ accepted, rejected: [] });
  response.writeHead(200, { 'content-length': body.length }).end(body);
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}

function cutInTheMiddle(response: ServerResponse): void {
  response.socket?.write('HTTP/1.1 201 Crea', () => cut(response));
}
