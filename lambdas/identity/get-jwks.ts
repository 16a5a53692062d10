import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { GetJwks } from './contract.ts';
import type { Issuer } from './issuer.ts';

/** Answers the keys that whoever verifies our tokens needs, and nothing that could sign one. */
export function getJwks({ issuer }: { issuer: Issuer }): Serve<typeof GetJwks> {
  return async () => ok(issuer.keySet());
}
