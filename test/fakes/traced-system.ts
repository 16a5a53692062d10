import { AsyncLocalStorage } from 'node:async_hooks';
import type { Action, Items } from '#platform/items.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Queue, ReceivedMessage } from '#platform/queue.ts';
import type { ChangeRecord } from '#platform/stream.ts';
import { seeSkiers } from '../../lambdas/rides/see-skiers.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { storeRides } from '../../lambdas/rides/store-rides.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { counters } from '../../lib/local/metrics.ts';
import { clock, random, timers } from '../../lib/local/platform.ts';
import { routesOn } from '../../lib/local/services.ts';
import { tables } from '../../lib/local/tables.ts';
import { fakeLog } from './log.ts';
import { memoryGateway } from './memory-gateway.ts';
import { fakeQueue } from './queue.ts';
import { memoryStorage } from './storage.ts';

/** Gateway, operations and both workers, with everything noted that each function asks of a table or a queue. */
export async function tracedSystem() {
  const { seen, within, items: traced, queue: tracedQueue } = callsByFunction();
  const storage = memoryStorage({ tables: rowsNames(tables) });
  const changes: ChangeRecord[] = [];
  const items = traced(
    itemsEngine({
      tables,
      rows: storage.table,
      onChange(_table, told) {
        for (const { kind, ...rest } of told)
          if (kind !== 'NONE') changes.push({ id: String(changes.length), kind, ...rest });
      },
    }),
  );
  const [queue, metrics, log] = [fakeQueue(), counters(), fakeLog()];
  const platform = {
    ...{ clock, random, timers, items, metrics },
    ...{ queue: tracedQueue(queue, 'RidesQueue'), cache: memoryCache({ clock }) },
  };
  const deadLetters = tracedQueue(fakeQueue(), 'RidesQueueDeadLetters');
  const store = storeRides({ rides: ridesStore(items, 'rides'), deadLetters, metrics });
  const see = seeSkiers({ views: viewsStore(platform, 'views'), metrics });
  const routes = routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } });
  const url = await memoryGateway({
    ...{ storage, clock, random, log },
    routes: routes.map(({ kind, operation, ...route }) => ({
      kind,
      operation,
      serve: (input, call) => within(operation.operationId, () => route.serve(input, call)),
    })),
  });

  return {
    /** `function: action on resource`, as rights are written down. */
    seen,
    request: (method: string, path: string, { body, headers }: { body?: object; headers?: object } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }),
    /** Both workers, on what the requests have left for them and on these messages. */
    async workOff(bodies: readonly string[] = []): Promise<void> {
      const messages = [...queue.sent.splice(0).map(({ body }) => body), ...bodies].map((body, n): ReceivedMessage => {
        return { id: String(n), body, attributes: {}, receiveCount: 1, sentAt: clock.now() };
      });
      await within('storeRides', () => store(messages, log));
      await within('seeSkiers', () => see(changes.splice(0), log));
    },
  };
}

/** Wraps the seam: which command each of its calls becomes on AWS is said there (`lambdas/platform/items.ts`). */
function callsByFunction() {
  const seen = new Set<string>();
  const running = new AsyncLocalStorage<string>();
  const note = (action: string, on: string) => void seen.add(`${running.getStore()}: ${action} on ${on}`);
  const table = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const onTable = (action: string, name = 'a table without a name') =>
    note(`dynamodb:${action}`, `${table(name)} table`);

  return {
    seen,
    within: <T>(operationId: string, work: () => Promise<T>) => running.run(operationId, work),
    items: (items: Items): Items => ({
      get(keys, options) {
        for (const key of keys) onTable(keys.length === 1 ? 'GetItem' : 'BatchGetItem', key.table);
        return items.get(keys, options);
      },
      query(query) {
        if (query.IndexName) note('dynamodb:Query', `${table(query.TableName ?? '')} index ${query.IndexName}`);
        else onTable('Query', query.TableName);
        return items.query(query);
      },
      write(actions) {
        for (const action of actions) for (const [kind, of] of kindsIn(action)) onTable(`${kind}Item`, of.TableName);
        return items.write(actions);
      },
      putAll(name, all) {
        onTable('BatchWriteItem', name);
        return items.putAll(name, all);
      },
      scan(scan) {
        onTable('Scan', scan.TableName);
        return items.scan(scan);
      },
    }),
    queue: (queue: Queue, name: string): Queue => ({
      send(message) {
        note('sqs:SendMessage', name);
        return queue.send(message);
      },
    }),
  };
}

/** A transaction takes the rights of the actions in it: PutItem, UpdateItem, DeleteItem, ConditionCheckItem. */
function kindsIn(action: Action) {
  return Object.entries(action) as [string, { readonly TableName: string | undefined }][];
}
