import { chunksOf } from '#platform/chunks.ts';
import {
  type Action,
  type Item,
  type Items,
  type Key,
  type Page,
  StoreUnavailable,
  UnknownOutcome,
  type Written,
} from '#platform/items.ts';
import { itemsEngine } from '../../../lib/local/items/engine.ts';
import type { TableSchema } from '../../../lib/local/items/keys.ts';
import { type Change, rowsNames } from '../../../lib/local/items/table.ts';
import type { World } from '../engine/world.ts';
import type { Environment } from './environment.ts';
import { nameOf, transactions } from './transactions.ts';
import { type VersionedRows, versionedRows } from './versioned-rows.ts';

/**
 * The embedded engine behind a wire that loses, delays and repeats: what `lambdas/platform/aws/items.ts` makes of
 * DynamoDB, its retries included. It says no more than DynamoDB would, and in the same words.
 */
export interface Tables {
  /** As one environment reaches them. */
  itemsOf(environment: Environment): Items;
  /** The rows themselves, for whoever checks. */
  rows(table: string): VersionedRows;
}

export interface TablesOptions {
  readonly world: World;
  readonly schemas: Readonly<Record<string, TableSchema>>;
  readonly onChange?: (table: string, changes: readonly Change[]) => void;
}

export function simulatedTables({ world, schemas, onChange }: TablesOptions): Tables {
  const known = new Map(rowsNames(schemas).map((name) => [name, versionedRows(world.now)]));
  const rows = (name: string) => known.get(name) as VersionedRows;
  const engine = itemsEngine({
    tables: schemas,
    rows,
    onChange: (table, changes) => rows(table).dry || onChange?.(table, changes),
  });
  const transact = transactions({ world, engine, rows: [...known.values()] });

  return { rows, itemsOf };

  function itemsOf(environment: Environment): Items {
    const { request, fault } = environment;
    return {
      get: (keys, { consistent = true } = {}) => request(() => get(keys, consistent)),
      query: (query) => request(() => page(query, engine.query)),
      scan: (query) => request(() => page(query, engine.scan)),
      write: (actions) => request(() => write(actions)),

      async putAll(table, items) {
        const chunks = chunksOf(items, BATCH_WRITE_ITEMS_MAX);
        const unprocessed = await Promise.all(chunks.map((chunk) => request(() => putChunk(table, chunk))));
        return unprocessed.flat();
      },
    };

    async function get(keys: readonly Key[], consistent: boolean): Promise<(Item | undefined)[]> {
      if (fault('read: refused')) throw unavailable();
      world.say(environment.name, () => `reads ${keys.map(({ key }) => `${key['pk']}|${key['sk'] ?? ''}`).join(', ')}`);
      if (keys.length < 2 || !fault('read: batch torn')) return read(consistent, () => engine.get(keys));

      const isLate = keys.map(() => world.choose('read late', 2) === 1);
      const early = await read(consistent, () => engine.get(keys.filter((_, index) => !isLate[index])));
      await world.sleep(READ_APART_MS * (1 + world.choose('read apart', 8)));
      const late = await read(consistent, () => engine.get(keys.filter((_, index) => isLate[index])));
      const [first, second] = [early.values(), late.values()];
      return isLate.map((each) => (each ? second : first).next().value);
    }

    async function page<Query extends { ConsistentRead?: boolean | undefined }>(
      query: Query,
      ask: (query: Query) => Promise<Page>,
    ): Promise<Page> {
      if (fault('read: refused')) throw unavailable();
      return read(query.ConsistentRead === true, () => ask(query));
    }

    /** Strong: what is visible now. Eventual: that, or what was some time ago. */
    function read<T>(consistent: boolean, from: () => Promise<T>): Promise<T> {
      const lag = !consistent && fault('read: stale') ? 10 ** (1 + world.choose('lag', 4)) : 0;
      for (const each of known.values()) each.readAsOf(world.now() - lag);
      // The engine reads before its first await.
      const found = from();
      for (const each of known.values()) each.readAsOf();
      return found;
    }

    async function write(actions: readonly Action[]): Promise<Written> {
      const apply = () => transact(environment, actions);
      if (fault('write: throttled')) throw unavailable();
      if (fault('write: lost')) throw await unknown();
      if (fault('write: applied late')) {
        later(apply);
        throw await unknown();
      }

      const written = await apply();
      const told = written.ok ? 'ok' : written.reasons.map(({ code }) => code).join();
      if (actions.length > 1 && told.includes('ConditionalCheckFailed')) world.mark('a transaction lost to another');
      world.say(environment.name, () => `writes ${actions.map(nameOf).join(', ')}: ${told}`);
      // A token keeps a transaction that was done from being done again for ten minutes, and does nothing else.
      const isTokened = actions.length > 1 && written.ok;
      if (!isTokened && fault('write: sent again late')) later(apply);
      if (!isTokened && fault('write: sent again by the SDK')) return apply();
      if (fault('write: applied, answer lost')) throw await unknown();
      return written;
    }

    /** Answers what DynamoDB has left, as far as that can be known. */
    async function putChunk(table: string, chunk: Item[]): Promise<Item[]> {
      if (fault('batch: lost')) return chunk;
      if (fault('batch: applied late')) {
        later(() => engine.putAll(table, chunk));
        return chunk;
      }
      const left = fault('batch: unprocessed') ? chunk.filter(() => world.choose('left out', 2) === 1) : [];
      await engine.putAll(
        table,
        chunk.filter((item) => !left.includes(item)),
      );
      return fault('batch: applied, answer lost') ? chunk : left;
    }
  }

  /** Three attempts of a second each have had no answer (lambdas/platform/aws/client-settings.ts). */
  async function unknown(): Promise<UnknownOutcome> {
    await world.sleep(1_000 * (1 + world.choose('given up after', 3)));
    return new UnknownOutcome('DynamoDB did not say whether it wrote');
  }

  function later(work: () => Promise<unknown>): void {
    world.after(1_000 * (1 + world.choose('late by', LATE_SECONDS_MAX)), () => {
      world.mark('a write landed late');
      // Nobody waits for it, whatever it comes to; DynamoDB would refuse it as the engine does.
      work().catch(() => undefined);
    });
  }
}

/** DynamoDB's own limit of one BatchWriteItem. */
const BATCH_WRITE_ITEMS_MAX = 25;
const READ_APART_MS = 5;
/** For as long as a packet, a proxy or a queue inside AWS is taken to hold on to a request. */
const LATE_SECONDS_MAX = 30;

function unavailable(): StoreUnavailable {
  return new StoreUnavailable('DynamoDB has no capacity for this');
}
