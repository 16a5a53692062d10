import { it } from 'vitest';
import { expectAgreement } from './agreement.ts';
import { dynamoDBLocal } from './deviations.ts';

const seed = process.env['DIFFERENTIAL_SEED'];

it('answers, stores and tells as DynamoDB Local does', { timeout: 600_000 }, async () => {
  await expectAgreement({ sequences: 2_000, deviations: dynamoDBLocal, seed: seed ? Number(seed) : undefined });
});
