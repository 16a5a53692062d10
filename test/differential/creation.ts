import { CreateTableCommand, type Projection } from '@aws-sdk/client-dynamodb';
import type { IndexSchema, TableSchema } from '../../lib/local/items/keys.ts';

/** Makes a table on a DynamoDB server as the engine has it. */
export function creationOf(TableName: string, { sk, stream, indexes = {} }: TableSchema): CreateTableCommand {
  const keys = sk ? ['pk', 'sk'] : ['pk'];
  const attributes = new Set([...keys, ...Object.values(indexes).flatMap((index) => [index.pk, index.sk])]);
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchemaOf(keys),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }),
    ...(Object.keys(indexes).length > 0 && {
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchemaOf([index.pk, index.sk]),
        Projection: projectionOf(index),
      })),
    }),
  });
}

function projectionOf({ projection }: IndexSchema): Projection {
  if (projection === 'ALL' || projection === 'KEYS_ONLY') return { ProjectionType: projection };
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] };
}

function keySchemaOf(names: readonly string[]) {
  return names.map((AttributeName, at) => ({
    AttributeName,
    KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
}
