import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect, inject } from 'vitest';
import type { Item, Items } from '#platform/items.ts';
import { dynamoItems } from '../../lambdas/platform/aws/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { type Change, rowsNames } from '../../lib/local/items/table.ts';
import { memoryStorage } from '../fakes/storage.ts';
import { type Answer, answerOf, type Command, commands } from './commands.ts';
import { creationOf } from './creation.ts';
import { type Deviations, type Difference, isChanged } from './deviations.ts';
import { ledger, ledgerCommands, ledgerPartitions } from './ledger.ts';
import { runOf, streamOf, type Told } from './streams.ts';

/** Where the project's own set-up has started a DynamoDB server. */
declare module 'vitest' {
  export interface ProvidedContext {
    dynamodb: string;
  }
}

const TABLES = { things: { sk: true, stream: true }, plain: { stream: true }, ledger } as const;
type TableName = keyof typeof TABLES;
const tableNames = Object.keys(TABLES) as TableName[];
const withStream = ['things', 'plain'] as const;

interface Expectation {
  readonly sequences: number;
  readonly deviations: Deviations;
  /** @default chance, and printed */
  readonly seed?: number | undefined;
}

/**
 * The same commands for our engine on its real rows and, through the AWS binding and the SDK, for a DynamoDB server.
 * Answers, reasons, old items, pages, names of errors, streams and what is stored must agree; messages need not.
 */
export async function expectAgreement({
  sequences,
  deviations,
  seed = randomInt(2 ** 31),
}: Expectation): Promise<void> {
  const engine = embedded();
  const server = await serverAt(inject('dynamodb'));
  await Promise.all([engine, server].map(({ items }) => putFirst(items)));
  const streams = await Promise.all(withStream.map((table) => streamOf(server.client, table)));
  const met = new Map(deviations.answers.map(({ name }) => [name, 0]));
  const alike = new Set<string>();
  let runs = 0;
  let compared = 0;

  await fc.assert(
    fc.asyncProperty(fc.oneof(commands, ledgerCommands), async (sequence) => {
      runs += 1;
      const run = `run${runs}`;
      engine.changes.length = 0;
      const outcome = await agreeOn(sequence, run);
      if (outcome === 'apart') return;
      if (outcome !== 'alike') {
        const { command, ours, theirs } = outcome;
        expect(ours, String(command)).toEqual(theirs);
      }
      for (const [index, stream] of streams.entries()) {
        const expected = recordsOf(engine.changes, withStream[index]);
        expect(await stream.take(run, expected.length), `the stream of ${withStream[index]}`).toEqual(expected);
      }
      expect(await contents(engine.items, run), 'what is stored').toEqual(await contents(server.items, run));
      alike.add(run);
    }),
    { numRuns: sequences, seed },
  );
  const left = (await Promise.all(streams.map((stream) => stream.left()))).flat();
  const unexpected = left.filter(({ run }) => alike.has(run));
  expect(unexpected, 'records that nobody expected').toEqual([]);
  expect(await scanned(engine.items), 'a scan of everything').toEqual(await scanned(server.items));

  const lines = [...met].map(([name, count]) => `${String(count).padStart(6)} × ${name}`);
  console.log([`${runs} sequences of ${compared} commands agree, seed ${seed}; deviations met:`, ...lines].join('\n'));

  /** Apart, where a known deviation has left the two with different items, so that what follows tells nothing. */
  async function agreeOn(sequence: readonly Command[], run: string): Promise<'alike' | 'apart' | Difference> {
    for (const command of sequence) {
      const [ours, theirs] = await Promise.all([
        answerOf(command, engine.items, run),
        answerOf(command, server.items, run),
      ]);
      compared += 1;
      if (isDeepStrictEqual(comparable(ours), comparable(theirs))) continue;
      const difference = { command, ours, theirs };
      const known = deviations.answers.find(({ covers }) => covers(difference));
      if (!known) return difference;
      met.set(known.name, (met.get(known.name) ?? 0) + 1);
      if (isChanged(difference)) return 'apart';
    }
    return 'alike';
  }

  function recordsOf(changes: readonly [string, Change][], of: string | undefined): Told[] {
    return changes.flatMap(([table, { kind, item }]) => {
      if (table !== of) return [];
      if (kind !== 'NONE') return [{ kind, ...(item && { item }) }];
      return item && deviations.streamTellsUnchanged ? [{ kind: 'MODIFY', item }] : [];
    });
  }

  /** Every item, in pages. AWS orders partitions by their hash and we by name, so the order is nobody's. */
  async function scanned(items: Items): Promise<Item[][]> {
    return Promise.all(
      tableNames.map(async (TableName) => {
        const found: Item[] = [];
        let start: Item | undefined;
        do {
          const page = await items.scan({ TableName, Limit: 500, ...(start && { ExclusiveStartKey: start }) });
          found.push(...page.items);
          start = page.next;
        } while (start);
        const names = new Map(found.map((item) => [JSON.stringify([item['pk'], item['sk']]), item]));
        expect(names.size, 'no item is on two pages').toBe(found.length);
        return [...names]
          .filter(([, { pk }]) => alike.has(runOf(String(pk))))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, item]) => item);
      }),
    );
  }
}

/** The names of errors are part of what is agreed on; of messages only those that AWS does not word itself. */
function comparable(answer: Answer): unknown {
  return answer.kind === 'error' && answer.name === 'ValidationException' ? { ...answer, message: '' } : answer;
}

function embedded(): { items: Items; changes: [table: string, Change][] } {
  const storage = memoryStorage({ tables: rowsNames(TABLES), queues: [] });
  const changes: [table: string, Change][] = [];
  const onChange = (table: string, told: readonly Change[]) => {
    for (const change of told) changes.push([table, change]);
  };
  return { items: itemsEngine({ tables: TABLES, rows: storage.table, onChange }), changes };
}

async function serverAt(endpoint: string): Promise<{ items: Items; client: DynamoDBClient }> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  for (const table of tableNames) await client.send(creationOf(table, TABLES[table]));
  const ports = { random: { fraction: () => 0, uuid: () => '' }, timers: { sleep: async () => {} } };
  return { items: dynamoItems(ports, DynamoDBDocumentClient.from(client)), client };
}

/** DynamoDB Local cannot read on in a stream that was empty when the reading began. */
async function putFirst(items: Items): Promise<void> {
  for (const table of tableNames) await items.putAll(table, [{ pk: 'first', sk: 'first' }]);
}

async function contents(items: Items, run: string): Promise<unknown> {
  const of = async (table: string, pk: string) => {
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': `${run}-${pk}` },
      ConsistentRead: true,
    };
    return (await items.query(query)).items;
  };
  return Promise.all([
    ...['things', 'plain'].flatMap((table) => ['p', 'q'].map((pk) => of(table, pk))),
    ...ledgerPartitions.map((pk) => of('ledger', pk)),
  ]);
}
