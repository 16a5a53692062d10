import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

/** The table of the views of a deployed stage, as nobody but a test looks into it. */
export function viewsOf(dynamodb: DynamoDBClient, TableName: string | undefined) {
  return {
    /** Makes the count of skiers of day 2 of season 2022 at resort 1 too high. */
    async miscount(by: number): Promise<void> {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: 'DAY#1#2022#2' }, sk: { S: '3' } },
          UpdateExpression: 'ADD n :by',
          ExpressionAttributeValues: { ':by': { N: String(by) } },
        }),
      );
    },

    /** What was written down of dead letters, in the order in which it was done. */
    async actsOnLetters(): Promise<string[]> {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :acts',
          ExpressionAttributeValues: { ':acts': { S: 'ACTS#dead-letters' } },
        }),
      );
      return Items.map(({ act, why }) => `${act?.S} ${why?.S}`);
    },
  };
}
