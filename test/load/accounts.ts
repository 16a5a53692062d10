import { openConnection } from './connection.ts';
import type { Target } from './send-scans.ts';

/** Opens accounts in one currency and gives their ids. */
export function openAccounts(
  target: Target,
  { count, connections }: { count: number; connections: number },
): Promise<string[]> {
  const requests = Array.from({ length: count }, (_, number) =>
    post(target, { path: '/accounts', body: { currency: 'EUR', name: `Guest ${number}` }, key: `open-${number}` }),
  );
  return askAll({ target, requests, status: 201, connections, read: idOf });
}

/** A house account for guests to pay into, and its id. */
export async function openHouse(target: Target): Promise<string> {
  const request = post(target, { path: '/accounts', body: { currency: 'EUR', kind: 'house' }, key: 'open-house' });
  const [id] = await askAll({ target, requests: [request], status: 201, connections: 1, read: idOf });
  return id as string;
}

function idOf({ accountID }: { accountID: string }): string {
  return accountID;
}

/** Pays cash into each of the accounts, so many times. */
export async function deposit(target: Target, { ids, amount, times, connections }: Deposits): Promise<void> {
  const requests = Array.from({ length: times }, (_, time) =>
    ids.map((id) => post(target, { path: `/accounts/${id}/deposits`, body: { amount }, key: `fund-${id}-${time}` })),
  );
  await askAll({ target, requests: requests.flat(), status: 201, connections, read: () => undefined });
}

interface Deposits {
  readonly ids: readonly string[];
  /** In minor units. */
  readonly amount: number;
  readonly times: number;
  readonly connections: number;
}

/** What stands on all of these accounts together. */
export async function totalOf(
  target: Target,
  { ids, connections }: { ids: readonly string[]; connections: number },
): Promise<Total> {
  const requests = ids.map((id) => `GET /accounts/${id} HTTP/1.1\r\n${headOf(target)}\r\n\r\n`);
  const accounts = await askAll({ target, requests, status: 200, connections, read: (account: Total) => account });
  return {
    balance: accounts.reduce((sum, { balance }) => sum + balance, 0),
    version: accounts.reduce((sum, { version }) => sum + version, 0),
  };
}

export interface Total {
  readonly balance: number;
  /** The number of their entries. */
  readonly version: number;
}

interface Ask<Body, T> {
  readonly target: Target;
  readonly requests: readonly string[];
  /** Any other answer ends it. */
  readonly status: number;
  readonly connections: number;
  readonly read: (body: Body) => T;
}

/** In no particular order. */
async function askAll<Body, T>({ target, requests, status, connections, read }: Ask<Body, T>): Promise<T[]> {
  const waiting = requests.values();
  const answers: T[] = [];
  await Promise.all(Array.from({ length: connections }, askOneByOne));
  return answers;

  async function askOneByOne(): Promise<void> {
    const connection = openConnection(target.port);
    for (const request of waiting) {
      const reply = await connection.request(request);
      if (reply.kind === 'lost' || reply.status !== status) throw new Error(`${request} got ${JSON.stringify(reply)}`);
      answers.push(read(JSON.parse(reply.body)));
    }
    connection.close();
  }
}

function post(target: Target, { path, body, key }: { path: string; body: object; key: string }): string {
  const text = JSON.stringify(body);
  const fields = `content-type: application/json\r\ncontent-length: ${text.length}\r\nidempotency-key: ${key}`;
  return `POST ${path} HTTP/1.1\r\n${headOf(target)}\r\n${fields}\r\n\r\n${text}`;
}

function headOf({ token }: Target): string {
  return `host: 127.0.0.1\r\nauthorization: Bearer ${token}`;
}
