import { expect, it } from 'vitest';
import { certainWrites } from '#platform/certain-write.ts';
import { type Action, StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { ledgerItems, ledgerPlatform, type Mishap, mishapsBefore } from '../fakes/accounts.ts';

const DEADLINE_MS = 10_000;

it.each<Mishap>([
  'applied, and its answer lost',
  'lost before it was applied',
  'refused for want of capacity',
  'in conflict with another',
])('asks again until it knows, when a write was %s', async (mishap) => {
  const platform = ledgerPlatform(mishapsBefore(ledgerItems(), mishap, mishap));

  const written = await certainWrites(platform)([add(5)], DEADLINE_MS);

  expect(written).toEqual({ ok: true });
});

it('sends the same write each time, and never applies a guarded one twice', async () => {
  const items = ledgerItems();
  const platform = ledgerPlatform(mishapsBefore(items, 'applied, and its answer lost'));

  const written = await certainWrites(platform)([putNew('first'), add(5)], DEADLINE_MS);

  expect(written).toMatchObject({
    ok: false,
    reasons: [{ code: 'ConditionalCheckFailed', item: { is: 'first' } }, {}],
  });
  expect(await items.get([{ table: 'ledger', key: { pk: 'sum', sk: '-' } }])).toMatchObject([{ n: 5 }]);
});

it('does not take a condition for an answer while another action speaks only of the moment', async () => {
  let asked = 0;
  const platform = ledgerPlatform({
    ...ledgerItems(),
    write: async () => {
      asked += 1;
      const code = asked === 1 ? 'TransactionConflict' : 'None';
      return { ok: false, reasons: [{ code }, { code: 'ConditionalCheckFailed' }] };
    },
  });

  const written = await certainWrites(platform)([putNew('x'), add(1)], DEADLINE_MS);

  expect(asked).toBe(2);
  expect(written).toMatchObject({ reasons: [{ code: 'None' }, { code: 'ConditionalCheckFailed' }] });
});

it.each([{ error: new UnknownOutcome('no answer came') }, { error: new StoreUnavailable('no capacity') }])(
  'throws what it knows in time for an answer: $error.name',
  async ({ error }) => {
    const platform = ledgerPlatform({ ...ledgerItems(), write: () => Promise.reject(error) });

    await expect(certainWrites(platform)([add(1)], DEADLINE_MS)).rejects.toBe(error);

    expect(platform.clock.monotonic()).toBeGreaterThan(DEADLINE_MS / 2);
    expect(platform.clock.monotonic()).toBeLessThanOrEqual(DEADLINE_MS - 1_000);
  },
);

it('hands on what no retry will cure', async () => {
  const defect = new TypeError('no such table');
  const platform = ledgerPlatform({ ...ledgerItems(), write: () => Promise.reject(defect) });

  await expect(certainWrites(platform)([add(1)], DEADLINE_MS)).rejects.toBe(defect);
});

it('counts what it met', async () => {
  const mishaps = ['in conflict with another', 'refused for want of capacity', 'lost before it was applied'] as const;
  const platform = ledgerPlatform(mishapsBefore(ledgerItems(), ...mishaps));

  await certainWrites(platform)([add(1)], DEADLINE_MS);

  expect(platform.metrics.totals()).toEqual({ WritesConflicted: 1, WritesThrottled: 1, OutcomesUnknown: 1 });
});

function add(n: number): Action {
  return {
    Update: {
      TableName: 'ledger',
      Key: { pk: 'sum', sk: '-' },
      UpdateExpression: 'ADD #n :n',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': n },
    },
  };
}

function putNew(is: string): Action {
  return {
    Put: {
      TableName: 'ledger',
      Item: { pk: 'record', sk: '-', is },
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}
