import type { Answer } from '#platform/answer.ts';
import { problem } from '#platform/problem.ts';

/** Whatever an operation says, it may have seen changes that are not durable yet: it is said after they are. */
export async function durable(serving: Promise<Answer>, barrier: () => Promise<void>): Promise<Answer> {
  const answer = await serving;
  try {
    await barrier();
    return answer;
  } catch {
    // The storage itself tells the process why; this client only needs to know that nothing is certain.
    return problem('unavailable');
  }
}
