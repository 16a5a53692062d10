import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { ListResorts } from './contract.ts';
import { resorts } from './domain.ts';

/** Names the resorts of the group, which come with the build. */
export function listResorts(): Serve<typeof ListResorts> {
  return async () => ok({ resorts });
}
