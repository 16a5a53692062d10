import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Cloud } from './cloud.ts';

/** Calls a function as a schedule does, but waits for its end. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke({ connection }: Cloud, name: string): Promise<{ status: number; isFailure: boolean }> {
  const response = await fetch(`${connection.endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ source: 'aws.events' }),
  });
  return { status: response.status, isFailure: response.headers.has('x-amz-function-error') };
}

/** Raises what an account says that it holds, as no command does. */
export async function spoilBalance(
  client: DynamoDBClient,
  { table, accountID, by }: { table: string | undefined; accountID: string; by: number },
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: `A#${accountID}` }, sk: { S: 'A' } },
      UpdateExpression: 'ADD #balance :by',
      ExpressionAttributeNames: { '#balance': 'balance' },
      ExpressionAttributeValues: { ':by': { N: String(by) } },
    }),
  );
}
