import { type Answer, created, type Success } from '#platform/answer.ts';
import { problem } from '#platform/problem.ts';
import type { Posting } from './domain.changes.ts';
import type { GuestAccount, Hold } from './domain.ts';
import { availableIn } from './holds.ts';
import type { Outcome } from './ledger.ts';

/** What a command answers: what its record says, for what has one. */
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

/** A transfer that was made, and how one account of it stands right after; of the house, nobody has read that. */
export function transferMade({ transfer, sides }: Posting, accountID: string): Success {
  const side = sides.find((each) => each.kind === 'guest' && each.after.accountID === accountID);
  const told = side?.kind === 'guest' ? standingAfter(side.after) : {};
  return created({ ...transfer, ...told }, { location: `/transfers/${transfer.transferID}` });
}

function standingAfter(account: GuestAccount) {
  return { balance: account.balance, available: availableIn(account), version: account.version };
}

/** A hold as its clients see it; whoever asks later than its time is told that it has expired. */
export function holdTold(hold: Hold, state: Hold['state'] | 'expired') {
  const { holdID, accountID, to, amount, currency, reference, captured, expiresAt, createdAt } = hold;
  return {
    holdID,
    accountID,
    to,
    amount,
    currency,
    ...(reference !== undefined && { reference }),
    state,
    captured,
    expiresAt: new Date(expiresAt).toISOString(),
    createdAt,
  };
}
