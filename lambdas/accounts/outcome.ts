import type { Answer } from '#platform/answer.ts';
import { problem } from '#platform/problem.ts';
import type { Outcome } from './ledger.ts';

/** What a money command answers: what its record says, for what has one. */
export function answerTo(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case 'applied':
    case 'refused':
    case 'replayed':
      return outcome.answer;
    case 'key-reused':
      return problem('idempotency_key_reused');
    case 'not-found':
      return problem('not_found');
  }
}
