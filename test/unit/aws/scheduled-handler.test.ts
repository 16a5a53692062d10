import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { scheduledHandler } from '#platform/aws/scheduled-handler.ts';

const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

it('does what the schedule calls it for', async () => {
  let done = 0;
  const handler = scheduledHandler(() => async () => {
    done += 1;
  });

  await handler({ source: 'aws.events' }, context);

  expect(done).toBe(1);
});

it('fails when its work does, so that Lambda calls it again', async () => {
  const handler = scheduledHandler(() => async () => Promise.reject(new Error('the table is gone')));

  await expect(handler({}, context)).rejects.toThrow('the table is gone');
});
