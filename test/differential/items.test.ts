import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Items, Written } from '#platform/items.ts';
import { dynamoItems } from '../../lambdas/platform/aws/items.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { memoryRows } from '../fakes/memory-rows.ts';
import { type Command, commands } from './commands.ts';

/**
 * The same commands for our engine and, through the AWS binding and the SDK, for a DynamoDB server on this machine:
 * `DYNAMODB_ENDPOINT=http://127.0.0.1:8000`. Answers and the names of errors must agree; messages need not.
 */
const client = new DynamoDBClient({
  endpoint: process.env['DYNAMODB_ENDPOINT'] ?? 'http://127.0.0.1:8000',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});

const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 200);

describe('the embedded engine and DynamoDB', () => {
  beforeAll(async () => {
    await createTable('things', ['pk', 'sk']);
    await createTable('plain', ['pk']);
  }, 30_000);

  it('answer alike', { timeout: 600_000 }, async () => {
    const server = dynamoItems(
      { random: { fraction: () => 0, uuid: () => '' }, timers: { sleep: async () => {} } },
      DynamoDBDocumentClient.from(client),
    );
    let runs = 0;

    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        runs += 1;
        const run = `${process.pid}-${runs}`;
        const engine = itemsEngine({ tables: { things: { sk: true }, plain: {} }, rows: memoryRows });
        for (const command of sequence) {
          const [ours, theirs] = await Promise.all([answerOf(command, engine, run), answerOf(command, server, run)]);
          expect(ours, String(command)).toEqual(theirs);
        }
        expect(await contents(engine, run)).toEqual(await contents(server, run));
      }),
      { numRuns: RUNS },
    );
  });
});

/** An answer, or the name of the error, as far as all sides can be expected to agree on it. */
async function answerOf({ method, call }: Command, items: Items, run: string): Promise<unknown> {
  try {
    const answer = await call(items, run);
    return method === 'write' ? comparable(answer as Written) : answer;
  } catch (error) {
    const { name, message } = error as Error;
    return name === 'ValidationException' ? { error: name } : { error: name, message };
  }
}

/** DynamoDB Local throws what an item does not take in a transaction; AWS documents the reason `ValidationError`. */
function comparable(written: Written): unknown {
  const isInvalid = !written.ok && written.reasons.some(({ code }) => code === 'ValidationError');
  return isInvalid ? { error: 'ValidationException' } : written;
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
  return Promise.all(['things', 'plain'].flatMap((table) => ['p', 'q'].map((pk) => of(table, pk))));
}

async function createTable(TableName: string, keys: string[]): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
}
