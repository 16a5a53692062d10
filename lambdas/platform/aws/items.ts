import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../chunks.ts';
import { type Action, type Item, type Items, type Key, type Page, StoreUnavailable } from '../items.ts';
import type { Platform } from '../platform.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { remainingMs, withinDeadline } from './deadline.ts';
import { failureOf } from './sdk-failure.ts';
import { writtenOf } from './written.ts';

type Ports = Pick<Platform, 'random' | 'timers'>;

export function dynamoClient(settings: DynamoDBClientConfig = CLIENT_SETTINGS): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(settings));
}

/** The items of DynamoDB itself. Whatever can be expected of it comes back as a value; the rest is thrown with its cause. */
export function dynamoItems(ports: Ports, client = dynamoClient()): Items {
  return {
    async get(keys, { consistent = true } = {}) {
      const [only] = keys;
      if (only && keys.length === 1) {
        const command = new GetCommand({ TableName: only.table, Key: only.key, ConsistentRead: consistent });
        const { Item } = await reading(client.send(command, withinDeadline()));
        return [Item];
      }
      const found = await batchGet(keys, consistent);
      return keys.map((key) => found.get(nameOf(key)));
    },

    async query(query) {
      return pageOf(await reading(client.send(new QueryCommand(query), withinDeadline())));
    },

    async scan(scan) {
      return pageOf(await reading(client.send(new ScanCommand(scan), withinDeadline())));
    },

    async write(actions) {
      try {
        await client.send(commandOf(actions) as PutCommand, withinDeadline());
        return { ok: true };
      } catch (error) {
        return writtenOf(error);
      }
    },

    async putAll(table, items) {
      const unprocessed: Item[] = [];
      const chunks = chunksOf(items, BATCH_WRITE_ITEMS_MAX).values();
      // The lanes take from one iterator, so no chunk is sent twice and no lane waits for another.
      const lane = async () => {
        for (const chunk of chunks) unprocessed.push(...(await putChunk(table, chunk)));
      };
      await Promise.all(Array.from({ length: PUT_LANES }, lane));
      return unprocessed;
    },
  };

  /** What DynamoDB leaves unprocessed is asked for again, with a pause, for as long as the invocation has time. */
  async function batchGet(keys: readonly Key[], consistent: boolean): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    const tables = Map.groupBy(keys, ({ table }) => table);
    let asked = Object.fromEntries(
      [...tables].map(([table, of]) => [table, { Keys: of.map(({ key }) => key), ConsistentRead: consistent }]),
    );
    for (let attempt = 0; Object.keys(asked).length > 0; attempt += 1) {
      if (attempt > 0 && !(await pause(attempt))) throw new StoreUnavailable('BatchGetItem left keys unprocessed');
      const { Responses = {}, UnprocessedKeys = {} } = await reading(
        client.send(new BatchGetCommand({ RequestItems: asked }), withinDeadline()),
      );
      for (const [table, items] of Object.entries(Responses)) {
        const names = Object.keys(tables.get(table)?.[0]?.key ?? {});
        for (const item of items) {
          found.set(nameOf({ table, key: Object.fromEntries(names.map((name) => [name, item[name]])) }), item);
        }
      }
      asked = UnprocessedKeys as typeof asked;
    }
    return found;
  }

  /** A put that may or may not have happened counts as unprocessed: the caller puts the same item again. */
  async function putChunk(table: string, chunk: readonly Item[]): Promise<readonly Item[]> {
    let left = chunk;
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt > 0 && !(await pause(attempt))) return left;
      const RequestItems = { [table]: left.map((item) => ({ PutRequest: { Item: item } })) };
      try {
        const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems }), withinDeadline());
        left = (UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) => PutRequest?.Item ?? []);
      } catch (error) {
        if (failureOf(error) === 'surprise') throw error;
        return left;
      }
    }
    return left;
  }

  /** Full jitter; false where the pause and one more attempt would not end before the deadline. */
  async function pause(attempt: number): Promise<boolean> {
    const pauseMs = ports.random.fraction() * Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** attempt);
    if (remainingMs() < pauseMs + ATTEMPT_MS_MAX) return false;
    await ports.timers.sleep(pauseMs);
    return true;
  }
}

/** DynamoDB's own limit of one BatchWriteItem. */
const BATCH_WRITE_ITEMS_MAX = 25;
/** A full batch of the queue is 2,000 calls: at some 10 ms each, 20 s one after another and 5 s in four lanes. */
const PUT_LANES = 4;
const PAUSE_MS_FIRST = 25;
const PAUSE_MS_MAX = 1_000;
/** One connection (0.5 s) and one request (1 s), as in `client-settings.ts`. */
const ATTEMPT_MS_MAX = 1_500;

/** One action has a command of its own, at half the price of a transaction; a lone ConditionCheck has none. */
function commandOf(actions: readonly Action[]) {
  const [only] = actions;
  if (actions.length === 1) {
    if (only?.Put) return new PutCommand(only.Put);
    if (only?.Update) return new UpdateCommand(only.Update);
    if (only?.Delete) return new DeleteCommand(only.Delete);
  }
  return new TransactWriteCommand({ TransactItems: [...actions] });
}

/** A read that failed changed nothing, whatever became of it. */
async function reading<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (failureOf(error) === 'surprise') throw error;
    throw new StoreUnavailable('DynamoDB could not be read', { cause: error });
  }
}

function pageOf({ Items = [], LastEvaluatedKey }: { Items?: Item[]; LastEvaluatedKey?: Item }): Page {
  return { items: Items, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
}

/** A key's identity, whatever the order of its attributes. */
function nameOf({ table, key }: Key): string {
  return JSON.stringify([table, ...Object.entries(key).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
