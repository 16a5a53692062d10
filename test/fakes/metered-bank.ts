import { scopes } from '#platform/call.ts';
import type { Items } from '#platform/items.ts';
import type { Consumed } from '../../lib/local/items/capacity.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { routesOn } from '../../lib/local/services.ts';
import { tables } from '../../lib/local/tables.ts';
import { ledgerPlatform } from './accounts.ts';
import { memoryGateway } from './memory-gateway.ts';
import { memoryStorage } from './storage.ts';

/**
 * Gateway and operations on one engine whose every command is accounted, and whose time passes only when it is told to.
 * Whoever names nobody is staff.
 */
export async function meteredBank() {
  const [consumed, calls]: [Consumed[], string[]] = [[], []];
  const storage = memoryStorage({ tables: rowsNames(tables) });
  const engine = itemsEngine({ tables, rows: storage.table, onCapacity: (each) => void consumed.push(each) });
  const platform = ledgerPlatform(tellingCalls(engine, calls));
  const url = await memoryGateway({
    ...{ storage, clock: platform.clock, random: platform.random },
    routes: routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } }),
    authenticate({ headers }) {
      const [sub] = headers.get('x-sub') ?? [];
      const all = scopes.filter((scope) => sub === undefined || scope !== 'accounts:all');
      return { sub: sub ?? 'staff', scopes: new Set(all) };
    },
  });
  let keys = 0;

  return {
    clock: platform.clock,
    request,
    open,
    /** A command of staff, with a key that no other one has. */
    send: (path: string, body?: object, sent: Sent = {}) =>
      request('POST', path, { key: `key-${++keys}`, ...(body && { body }), ...sent }),
    async read(path: string): Promise<Record<string, unknown>> {
      return (await (await request('GET', path)).json()) as Record<string, unknown>;
    },
    /** Since it was last asked. */
    spent() {
      const [units, made] = [consumed.splice(0), calls.splice(0)];
      const sum = (unit: 'readUnits' | 'writeUnits') => units.reduce((total, each) => total + each[unit], 0);
      return { calls: made, readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
    },
  };

  /** A guest's account with this much in it; a house account where there is no guest. */
  async function open(sub: string | 'house', balance = 0): Promise<string> {
    const owned = sub === 'house' ? { kind: 'house' } : { ownerID: sub };
    const opened = await request('POST', '/accounts', { key: `open-${++keys}`, body: { currency: 'EUR', ...owned } });
    const { accountID } = (await opened.json()) as { accountID: string };
    const deposit = { key: `open-${++keys}`, body: { amount: balance } };
    if (balance > 0) await request('POST', `/accounts/${accountID}/deposits`, deposit);
    return accountID;
  }

  function request(method: string, path: string, { key, body, sub, headers }: Sent = {}): Promise<Response> {
    return fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(sub !== undefined && { 'x-sub': sub }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}

interface Sent {
  readonly key?: string;
  readonly body?: object;
  readonly sub?: string;
  readonly headers?: Record<string, string>;
}

function tellingCalls(items: Items, calls: string[]): Items {
  const told = <Name extends keyof Items>(name: Name) => {
    const call = items[name] as (...given: unknown[]) => unknown;
    return (...given: unknown[]) => {
      calls.push(name);
      return call(...given);
    };
  };
  return { get: told('get'), query: told('query'), write: told('write') } as Items;
}
