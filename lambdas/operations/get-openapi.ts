import { ok } from '#platform/answer.ts';
import type { Serve } from '#platform/operation.ts';
import type { GetOpenapi } from './contract.ts';

/** Answers the document that was generated from the contracts of this very build. */
export function getOpenapi({ document }: { document: object }): Serve<typeof GetOpenapi> {
  return async () => ok(document);
}
