import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { scopes } from '#platform/call.ts';
import type { Items } from '#platform/items.ts';
import { startGateway } from '../../lib/local/gateway/gateway.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { clock } from '../../lib/local/platform.ts';
import { routesOn } from '../../lib/local/services.ts';
import { tables } from '../../lib/local/tables.ts';
import { ledgerPlatform } from '../fakes/accounts.ts';
import { fakeLog } from '../fakes/log.ts';
import { memoryStorage } from '../fakes/storage.ts';

let consumed: Consumed[];
let calls: string[];
let request: (method: string, path: string, sent?: { key?: string; body?: object; sub?: string }) => Promise<Response>;
let accountID: string;

beforeEach(async () => {
  [consumed, calls] = [[], []];
  request = await meteredSystem();
  const opened = await request('POST', '/accounts', { key: 'open', body: { currency: 'EUR' } });
  accountID = ((await opened.json()) as { accountID: string }).accountID;
});

it('opens an account with one read, four units and one for the index', () => {
  expect(spent()).toEqual({ calls: ['get', 'write'], readUnits: 1, writeUnits: 5 });
});

it.each(['deposits', 'withdrawals'])(
  'moves money by %s with one read and one write of eight units at the most',
  async (way) => {
    await send('deposits', 'first', { amount: 1_000 });
    spent();

    const moved = await send(way, 'k1', { amount: 5, reference: 'r'.repeat(140) });

    expect(moved.status).toBe(201);
    expect(spent()).toEqual({ calls: ['get', 'write'], readUnits: 2, writeUnits: 8 });
  },
);

it('answers a replay with the read alone', async () => {
  await send('deposits', 'k1', { amount: 5 });
  spent();

  await send('deposits', 'k1', { amount: 5 });

  expect(spent()).toEqual({ calls: ['get'], readUnits: 2, writeUnits: 0 });
});

it('records a refusal with one unit, and repeats it with none', async () => {
  spent();

  await send('withdrawals', 'k1', { amount: 5 });
  const first = spent();
  await send('withdrawals', 'k1', { amount: 5 });

  expect(first).toEqual({ calls: ['get', 'write'], readUnits: 2, writeUnits: 1 });
  expect(spent()).toEqual({ calls: ['get'], readUnits: 2, writeUnits: 0 });
});

it('reads an account with one unit, and its transactions with two', async () => {
  await send('deposits', 'k1', { amount: 5 });
  spent();

  await request('GET', `/accounts/${accountID}`);
  const account = spent();
  await request('GET', `/accounts/${accountID}/transactions`);

  expect(account).toEqual({ calls: ['get'], readUnits: 1, writeUnits: 0 });
  expect(spent()).toEqual({ calls: ['get', 'query'], readUnits: 2, writeUnits: 0 });
});

it('tells a stranger nothing by what it does: of a foreign account it reads what it reads of an absent one', async () => {
  const readsOf = async (id: string, path: string) => {
    spent();
    await request('GET', `/accounts/${id}${path}`, { sub: 'guest-8' });
    return spent();
  };

  for (const path of ['', '/transactions']) {
    expect(await readsOf(accountID, path)).toEqual(await readsOf('a'.repeat(26), path));
  }
});

function send(way: string, key: string, body: object): Promise<Response> {
  return request('POST', `/accounts/${accountID}/${way}`, { key, body });
}

/** Since it was last asked. */
function spent() {
  const [units, made] = [consumed.splice(0), calls.splice(0)];
  const sum = (unit: 'readUnits' | 'writeUnits') => units.reduce((total, each) => total + each[unit], 0);
  return { calls: made, readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
}

/** Gateway and operations on one engine whose every command is accounted; whoever names nobody is staff. */
async function meteredSystem(): Promise<typeof request> {
  const storage = memoryStorage({ tables: rowsNames(tables) });
  const onCapacity = (each: Consumed) => void consumed.push(each);
  const items = tellingCalls(itemsEngine({ tables, rows: storage.table, onCapacity }));
  const platform = ledgerPlatform(items);
  const gateway = await startGateway({
    routes: routesOn({ ...platform, clock }, { document: {}, statistics: { endpoints: async () => [] } }),
    authenticate({ headers }) {
      const [sub] = headers.get('x-sub') ?? [];
      const all = scopes.filter((scope) => sub === undefined || scope !== 'accounts:all');
      return { sub: sub ?? 'staff', scopes: new Set(all) };
    },
    barrier: storage.barrier,
    clock,
    random: platform.random,
    log: fakeLog(),
    port: 0,
  });
  onTestFinished(async () => {
    await gateway.close();
    storage.close();
  });

  return (method, path, { key, body, sub } = {}) =>
    fetch(`http://127.0.0.1:${gateway.port}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(sub !== undefined && { 'x-sub': sub }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
}

function tellingCalls(items: Items): Items {
  const told = <Name extends keyof Items>(name: Name) => {
    const call = items[name] as (...given: unknown[]) => unknown;
    return (...given: unknown[]) => {
      calls.push(name);
      return call(...given);
    };
  };
  return { get: told('get'), query: told('query'), write: told('write') } as Items;
}
