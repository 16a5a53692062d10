import { created } from '#platform/answer.ts';
import { base32 } from '#platform/base32.ts';
import type { Principal } from '#platform/call.ts';
import { commandOf } from '#platform/idempotency.ts';
import type { Input, Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { OpenAccount } from './contract.ts';
import type { Account } from './domain.ts';
import type { Ledger } from './ledger.ts';
import { answerTo } from './outcome.ts';
import { standing } from './standing.ts';

interface Ports extends Pick<Platform, 'random'> {
  /** With a table for the records that expire. */
  readonly ledger: Ledger;
}

/** Opens an account once for each idempotency key. */
export function openAccount({ ledger, random }: Ports): Serve<typeof OpenAccount> {
  return async (input, call) => {
    const refused = refuse(input.body, call.principal);
    if (refused) return refused;
    const accountID = base32(Buffer.from(random.uuid().replaceAll('-', ''), 'hex'));

    const outcome = await ledger.execute(commandOf(OpenAccount, input, call), {
      reads: {},
      decide(_, { now }) {
        const account = newAccount(input.body, { accountID, ownerID: call.principal.sub, now });
        return { kind: 'change', change: { kind: 'opening', account } };
      },
      answer: ({ account }) => created(standing(account, NOTHING_YET), { location: `/accounts/${accountID}` }),
    });

    return answerTo(outcome);
  };
}

type NewAccount = Input<typeof OpenAccount>['body'];

/** Not recorded: with another token the same key may be right. */
function refuse({ ownerID, kind, resortID }: NewAccount, { scopes, resorts }: Principal): Problem | undefined {
  const isStaff = scopes.has('accounts:all');
  if (!isStaff && (ownerID !== undefined || kind === 'house')) {
    return problem('insufficient_scope', { detail: 'ownerID and kind take a token with the scope accounts:all.' });
  }
  if (!isStaff && resorts && resortID !== undefined && !resorts.includes(resortID)) {
    return problem('insufficient_scope', { detail: 'This token is bound to other resorts.' });
  }
  return undefined;
}

/** A house account has no owner: it is the group's. */
function newAccount(
  { currency, name, ownerID, resortID, kind }: NewAccount,
  { accountID, ownerID: asker, now }: { accountID: string; ownerID: string; now: number },
): Account {
  const common = {
    accountID,
    currency,
    ...(name !== undefined && { name }),
    ...(resortID !== undefined && { resortID }),
    status: 'open' as const,
    openedAt: new Date(now).toISOString(),
  };
  if (kind === 'house') return { ...common, kind };
  return {
    ...common,
    kind: 'guest',
    ownerID: ownerID ?? asker,
    ...{ balance: 0, version: 0, revision: 0, lastEntryAt: 0, monthDebits: 0, monthCredits: 0, holds: {} },
  };
}

const NOTHING_YET = { balance: 0, version: 0 };
