import { ANONYMOUS } from '#platform/call.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Items } from '#platform/items.ts';
import type { Operation } from '#platform/operation.ts';
import { readInput, refuseHead } from '#platform/prelude.ts';
import { render } from '#platform/render.ts';
import { PutAddress } from '../../lambdas/accounts/contract.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import type { Route } from '../../lib/local/gateway/router.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { routesOn } from '../../lib/local/services.ts';
import { tables } from '../../lib/local/tables.ts';
import { ledgerPlatform } from '../fakes/accounts.ts';
import { fakeCall } from '../fakes/call.ts';
import { memoryStorage } from '../fakes/storage.ts';
import { GUESTS, guestSub, type Owned, type Person, people, RESORTS } from './people.ts';
import { type Resource, requestAbout } from './resources.ts';

/** What came of a request: the answer as it would leave, and what it asked of tables and queue, in order. */
export interface Seen {
  readonly status: number;
  /** All of it, in bytes that can be compared. */
  readonly answer: string;
  readonly body: string;
  readonly calls: string;
  readonly hasWritten: boolean;
}

export interface World {
  readonly routes: readonly Route[];
  readonly resources: readonly Resource[];
  ask(person: Person, route: Route, resource: Resource): Promise<Seen>;
  /** Resolves when everything so far is committed, which wants a turn of the event loop now and then. */
  settled(): Promise<void>;
}

/** Every route of the embedded system on tables in memory, where each guest has rides, two accounts and their transfers. */
export async function world(): Promise<World> {
  const calls: string[] = [];
  const storage = memoryStorage({ tables: rowsNames(tables) });
  const platform = ledgerPlatform(watched(itemsEngine({ tables, rows: storage.table }), calls));
  const routes = routesOn(
    { ...platform, queue: { send: async () => void calls.push('send') } },
    { document: {}, statistics: { endpoints: async () => [] } },
  );
  let asked = 0;

  const resources: Resource[] = [];
  const staff = people.find(({ name }) => name === 'staff') as Person;
  for (let n = 1; n <= GUESTS; n += 1) await settle(n);
  return { routes, resources, ask, settled: storage.barrier };

  async function ask({ principal }: Person, { operation, serve }: Route, resource: Resource): Promise<Seen> {
    asked += 1;
    calls.length = 0;
    const { path, query, body } = requestAbout(operation, resource);
    const head = headOf(operation, { path, query, body, key: `key-${asked}` });
    const read = refuseHead(operation, head, principal) ?? readInput(operation, head, Buffer.from(body));
    const call = fakeCall({ principal: principal ?? ANONYMOUS, deadlineMs: Number.POSITIVE_INFINITY });
    const answer = read.kind === 'input' ? await serve(read.input, call) : read;
    const rendered = render(answer, { operation, requestId: 'request-1' });
    return {
      status: rendered.status,
      answer: JSON.stringify(rendered),
      body: rendered.body,
      calls: calls.join(' '),
      hasWritten: calls.some((name) => WRITES.has(name)),
    };
  }

  /** A guest's pass with a ride, and two accounts with money in them, of which one belongs to a resort. */
  async function settle(n: number): Promise<void> {
    const ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: n, time: 217, liftID: 21 };
    await ridesStore(platform.items, 'rides').put([ride]);
    resources.push({ kind: 'skier', id: String(n), owners: [{}] });
    resources.push({ kind: 'owner', id: guestSub(n), owners: [{}] });

    for (const resortID of [undefined, RESORTS[n % RESORTS.length]]) {
      const owned: Owned = { ownerID: guestSub(n), ...(resortID !== undefined && { resortID }) };
      const account = await made('openAccount', { currency: 'EUR', ...owned });
      const accountID = account['accountID'] as string;
      const transfer = await made('createDeposit', { amount: 1_000_000 }, accountID);
      const hold = await made('createHold', { to: 'cash-EUR', amount: 5, expiresInSeconds: 3_600 }, accountID);
      await made('putAddress', { ...PutAddress.examples.body }, accountID);
      resources.push({ kind: 'account', id: accountID, owners: [owned], holdID: hold['holdID'] as string });
      resources.push({ kind: 'transfer', id: transfer['transferID'] as string, owners: [owned] });
    }
  }

  async function made(operationId: string, body: object, accountID = ''): Promise<Record<string, unknown>> {
    const { operation, serve } = routes.find((route) => route.operation.operationId === operationId) as Route;
    asked += 1;
    const head = headOf(operation, {
      path: operation.path.replace('{accountID}', accountID),
      query: '',
      body: JSON.stringify(body),
      key: `key-${asked}`,
    });
    const read = readInput(operation, head, Buffer.from(JSON.stringify(body)));
    if (read.kind === 'problem') throw new Error(JSON.stringify(read));
    const answer = await serve(read.input, fakeCall({ principal: staff.principal ?? ANONYMOUS }));
    return JSON.parse(render(answer, { operation, requestId: 'request-1' }).body);
  }
}

interface Sent {
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly key: string;
}

function headOf({ method, conditional }: Operation, { path, query, body, key }: Sent): RequestHead {
  const headers = new Map([
    ['idempotency-key', [key]],
    ...(conditional ? [['if-none-match', ['*']]] : []),
    ...(body
      ? ([
          ['content-type', ['application/json']],
          ['content-length', [String(body.length)]],
        ] as const)
      : []),
  ] as [string, string[]][]);
  return { method, path, query, headers };
}

function watched(items: Items, calls: string[]): Items {
  return {
    get(keys, options) {
      calls.push(`get(${keys.length})`);
      return items.get(keys, options);
    },
    query(query) {
      calls.push('query');
      return items.query(query);
    },
    write(actions) {
      calls.push('write');
      return items.write(actions);
    },
    putAll(table, some) {
      calls.push('putAll');
      return items.putAll(table, some);
    },
    scan(query) {
      calls.push('scan');
      return items.scan(query);
    },
  };
}

const WRITES = new Set(['write', 'putAll', 'send']);
