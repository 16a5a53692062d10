import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ChangeRecord } from '#platform/stream.ts';

export type Told = Omit<ChangeRecord, 'id'>;

/** What the stream of a table has told and nobody has taken yet. */
export interface Stream {
  /** The records of one run, as many as are expected, or those that came within the time that a stream may take. */
  take(run: string, expected: number): Promise<Told[]>;
  left(): Promise<{ run: string; told: Told }[]>;
}

/** Long beside the milliseconds that a server on this machine takes. */
const WAIT_MS_MAX = 2_000;

/** Reads on in the stream of a table, which has one shard while a test runs. */
export async function streamOf(client: DynamoDBClient, TableName: string): Promise<Stream> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await ask('DescribeStream', { StreamArn });
  const ShardId = StreamDescription.Shards[0].ShardId;
  let { ShardIterator } = await ask('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'LATEST' });
  let left: { run: string; told: Told }[] = [];

  return {
    async take(run, expected) {
      const giveUpAt = performance.now() + WAIT_MS_MAX;
      do await read();
      while (left.filter((record) => record.run === run).length < expected && performance.now() < giveUpAt);
      const taken = left.filter((record) => record.run === run);
      left = left.filter((record) => record.run !== run);
      return taken.map(({ told }) => told);
    },
    async left() {
      await read();
      return left;
    },
  };

  async function read(): Promise<void> {
    const { Records, NextShardIterator } = await ask('GetRecords', { ShardIterator });
    left.push(...Records.map(recordOf));
    ShardIterator = NextShardIterator;
  }

  /** The API of streams has an SDK client of its own, which nothing else here needs; these servers check no signature. */
  async function ask(action: string, request: object) {
    const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {};
    const answer = await fetch(`${protocol}//${hostname}:${port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${action}`,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(request),
    });
    if (!answer.ok) throw new Error(`${action} was refused: ${await answer.text()}`);
    return JSON.parse(await answer.text());
  }
}

type Attributes = Parameters<typeof unmarshall>[0];

interface StreamRecord {
  readonly eventName: Told['kind'];
  readonly dynamodb: { readonly Keys: Attributes; readonly NewImage?: Attributes };
}

/** Each run has partitions of its own, named for it. */
function recordOf({ eventName, dynamodb: { Keys, NewImage } }: StreamRecord): { run: string; told: Told } {
  const told = { kind: eventName, ...(NewImage && { item: unmarshall(NewImage) }) };
  return { run: runOf(String(unmarshall(Keys)['pk'])), told };
}

export function runOf(pk: string): string {
  return pk.slice(0, pk.indexOf('-'));
}
