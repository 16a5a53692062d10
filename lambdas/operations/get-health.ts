import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { GetHealth } from './contract.ts';

/** Answers as long as requests reach the code at all. */
export function getHealth(): Serve<typeof GetHealth> {
  return async () => ok({ status: 'ok' });
}
