import { created } from '#platform/answer.ts';
import { base32 } from '#platform/base32.ts';
import type { Principal } from '#platform/call.ts';
import { commandOf } from '#platform/idempotency.ts';
import { idempotencyTable } from '#platform/idempotency-table.ts';
import type { Input, Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { recordable } from '#platform/render.ts';
import { OpenAccount } from './contract.ts';
import type { Account } from './domain.ts';
import { answerTo } from './outcome.ts';
import { standingOf } from './standing.ts';
import { ledgerStore } from './store.ts';

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

/** Opens an account once for each idempotency key. */
export function openAccount(
  platform: Ports,
  tables: { readonly ledger: string; readonly idempotency: string },
): Serve<typeof OpenAccount> {
  const { clock, random } = platform;
  const store = ledgerStore(platform.items, tables.ledger);
  const records = idempotencyTable(platform, tables.idempotency);

  return async (input, call) => {
    const refused = refuse(input.body, call.principal);
    if (refused) return refused;
    const command = commandOf(OpenAccount, input, call);
    const earlier = await records.recall(command);
    if (earlier) return answerTo(earlier);

    const account = newAccount(input.body, {
      accountID: base32(Buffer.from(random.uuid().replaceAll('-', ''), 'hex')),
      ownerID: call.principal.sub,
      openedAt: new Date(clock.now()).toISOString(),
    });
    const location = `/accounts/${account.accountID}`;
    const answer = recordable(created(await standingOf(account, NOTHING_YET), { location }), command);
    const retentionHours = OpenAccount.idempotency.retention.hours;
    return answerTo(await records.once(command, { answer, actions: [store.opening(account)], retentionHours }));
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
  { accountID, ownerID: asker, openedAt }: { accountID: string; ownerID: string; openedAt: string },
): Account {
  const common = {
    accountID,
    currency,
    ...(name !== undefined && { name }),
    ...(resortID !== undefined && { resortID }),
    status: 'open' as const,
    openedAt,
  };
  if (kind === 'house') return { ...common, kind };
  return {
    ...common,
    kind: 'guest',
    ownerID: ownerID ?? asker,
    ...{ balance: 0, version: 0, revision: 0, lastEntryAt: 0, monthDebits: 0, monthCredits: 0 },
  };
}

const NOTHING_YET = { house: async () => ({ balance: 0, version: 0 }) };
