import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from './client-settings.ts';

/** Of a table, as DynamoDB knew it some hours ago; 0 of one that is new to it. */
export async function itemCount(table: string, client = new DynamoDBClient(CLIENT_SETTINGS)): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  return Table?.ItemCount ?? 0;
}
