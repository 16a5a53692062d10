import { mkdirSync } from 'node:fs';
import { created } from '#platform/answer.ts';
import { base32 } from '#platform/base32.ts';
import type { Command } from '#platform/idempotency.ts';
import type { Action, Item } from '#platform/items.ts';
import { recordable } from '#platform/render.ts';
import type { Side } from '../../lambdas/accounts/domain.changes.ts';
import { cashAccountOf, type GuestAccount } from '../../lambdas/accounts/domain.ts';
import { decideToMove } from '../../lambdas/accounts/posting.ts';
import { ledgerChanges } from '../../lambdas/accounts/store.changes.ts';
import { HOUSE_SHARDS, shardKey } from '../../lambdas/accounts/store.items.ts';
import { openCloudStorage } from '../../lib/local/cloud.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { checkpointInBackground } from '../../lib/local/storage/checkpoint.ts';
import { tables } from '../../lib/local/tables.ts';

export interface SeedOptions {
  /** Of an embedded system that has never run. */
  readonly data: string;
  readonly count: number;
  /** What each account has been paid, in minor units. */
  readonly amount: number;
}

const LEDGER = 'ledger';
const CHUNK = 1_000;

/**
 * Puts accounts with one deposit each straight into a ledger, and gives their ids: the very items that the commands would
 * have written, in a tenth of the time. What one transaction would do is done by many, so nothing else may run meanwhile.
 */
export async function seedAccounts({ data, count, amount }: SeedOptions): Promise<string[]> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = `${data}/liftline.sqlite`;
  const fail = (cause: unknown) => {
    throw cause;
  };
  const storage = openCloudStorage({ file, onCommitFailed: fail });
  const stopCheckpoints = checkpointInBackground(file, fail);
  const items = itemsEngine({ tables, rows: storage.table });
  const ids = Array.from({ length: count }, (_, number) => idNumbered(number));

  for (let from = 0; from < count; from += CHUNK) {
    const some = ids.slice(from, from + CHUNK).flatMap((id, index) => itemsOf(id, { number: from + index, amount }));
    await items.putAll(LEDGER, some);
    await storage.barrier();
  }
  await items.putAll(LEDGER, shardsOf(count, amount));
  await stopCheckpoints();
  storage.close();
  return ids;
}

function idNumbered(number: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number, 12);
  return base32(bytes);
}

/** An account, its one entry, and the transfer that is also the record of its command. */
function itemsOf(accountID: string, { number, amount }: { number: number; amount: number }): Item[] {
  const by = { principal: 'staff', requestId: 'seed', shard: number % HOUSE_SHARDS };
  const { records, writing } = ledgerChanges(LEDGER);
  const account: GuestAccount = {
    ...{ accountID, kind: 'guest', ownerID: 'staff', currency: 'EUR', status: 'open' },
    ...{ openedAt: new Date(OPENED_AT).toISOString(), lastEntryAt: 0, holds: {} },
    ...{ balance: 0, version: 0, revision: 0, monthDebits: 0, monthCredits: 0 },
  };
  const command = { id: accountID, fingerprint: 'seed' } as Command;
  const decision = decideToMove(
    { kind: 'deposit', from: cashAccountOf('EUR'), to: account, amount, currency: 'EUR' },
    { id: command.id, now: OPENED_AT },
  );
  if (decision.kind !== 'change') throw new Error(`A deposit of ${amount} is not taken.`);

  const { change } = decision;
  const { after } = change.sides.find((side) => side.kind === 'guest') as Extract<Side, { kind: 'guest' }>;
  const { made, actions } = writing(change, by);
  const record = records.put(command, recordable(created(change.transfer), command), made);
  const opened = writing({ kind: 'opening', account: after }, by).actions;
  return [record, ...opened, ...actions].flatMap(putIn);
}

/** What an action puts; what it changes of an account or a shard is put as a whole. */
function putIn({ Put }: Action): Item[] {
  return Put?.Item ? [Put.Item] : [];
}

/** 2026-01-01T00:00:00Z: a month that is over. */
const OPENED_AT = Date.UTC(2026, 0, 1);

function shardsOf(accounts: number, amount: number): Item[] {
  return Array.from({ length: HOUSE_SHARDS }, (_, shard) => {
    const count = Math.floor((accounts + HOUSE_SHARDS - 1 - shard) / HOUSE_SHARDS);
    return { ...shardKey('cash-EUR', shard), balance: -count * amount, debits: count * amount, credits: 0, count };
  });
}
