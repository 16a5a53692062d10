import type { Recorded, Success } from '#platform/answer.ts';
import { certainWrites } from '#platform/certain-write.ts';
import { type Command, type Records, type Remembered, remembered } from '#platform/idempotency.ts';
import { idempotencyTable } from '#platform/idempotency-table.ts';
import { StoreUnavailable } from '#platform/items.ts';
import type { Platform } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import { recordable } from '#platform/render.ts';
import type { Change, Decision, NotFound, Occasion, RefusalCode } from './domain.changes.ts';
import { withoutExpired } from './holds.ts';
import { HOUSE_SHARDS } from './store.items.ts';
import { ledgerStore, type Reads, type Seen } from './store.ts';

/** What became of a command. It is one of these for as long as its record stands: the record says so to every retry. */
export type Outcome =
  | { readonly kind: 'applied'; readonly answer: Recorded }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly answer: Recorded }
  | Remembered
  /** Nothing is recorded: it may be there tomorrow. */
  | NotFound;

/** What an operation does with its command. */
export interface Work<C extends Change = Change> {
  /** What is read beside the command's record, at once and strongly. */
  readonly reads: Reads;
  /** Pure, and asked again when something of what was seen has changed meanwhile. */
  readonly decide: (seen: Seen, occasion: Occasion) => Decision<C>;
  /** What is said of the change, now and to every retry. */
  readonly answer: (change: C) => Success;
}

export interface Ledger {
  /**
   * Applies a command once, or refuses it once. Throws UnknownOutcome or StoreUnavailable when its deadline comes before
   * anybody knows which; a retry with the same key then finds out.
   */
  execute<C extends Change>(command: Command, work: Work<C>): Promise<Outcome>;
}

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

/** `idempotency` names the table of the records that expire; who runs money commands alone needs none. */
export function ledgerOn(platform: Ports, table: string, idempotency?: string): Ledger {
  const { clock, random, metrics } = platform;
  const store = ledgerStore(platform.items, table);
  const expiring = idempotency === undefined ? undefined : idempotencyTable(clock, idempotency);
  const write = certainWrites(platform);

  return {
    async execute(command, work) {
      const outcome = await settle(command, work);
      metrics.count(countedAs(outcome, command), 1);
      return outcome;
    },
  };

  /** "Absent" in what was read decides nothing: the conditions of the write do, and whoever loses looks again. */
  async function settle<C extends Change>(command: Command, work: Work<C>): Promise<Outcome> {
    const records = recordsOf(command);
    const found = await store.read(records.keyOf(command), work.reads);
    let [record, seen] = [records.standing(found.record), found.seen];

    for (let attempt = 1; attempt <= ATTEMPTS_MAX && clock.monotonic() < command.deadlineMs; attempt += 1) {
      if (record) return remembered(record, command);
      const now = clock.now();
      const decision = work.decide(asOf(now, seen), { id: command.id, now });
      if (decision.kind === 'not-found') return decision;

      const { answer, actions } = decision.kind === 'change' ? applying(decision.change) : refusing(decision.code);
      const written = await write(actions, command.deadlineMs);
      if (written.ok && decision.kind === 'refuse') return { kind: 'refused', code: decision.code, answer };
      if (written.ok) return { kind: 'applied', answer };
      record = records.standing(written.reasons[0]?.item);
      seen = store.seenAgain(seen, written.reasons);
    }
    if (record) return remembered(record, command);
    throw new StoreUnavailable('The accounts kept changing until the deadline.');

    function applying(change: C) {
      const answer = recordable(work.answer(change), command);
      const { made, actions } = store.writing(change, {
        principal: command.principal.sub,
        requestId: command.requestId,
        shard: Math.floor(random.fraction() * HOUSE_SHARDS),
      });
      return { answer, actions: [records.put(command, answer, made), ...actions] };
    }

    /** A refusal is recorded before it is spoken, or a first attempt that is still on its way could apply after it. */
    function refusing(code: RefusalCode) {
      const answer = recordable(problem(code), command);
      return { answer, actions: [records.put(command, answer)] };
    }
  }

  /** For ever means with the transfer itself. */
  function recordsOf({ retention }: Command): Records {
    const records = retention === 'forever' ? store.records : expiring;
    if (!records) throw new Error('The records of this command lie in a table that this ledger does not have.');
    return records;
  }
}

function asOf(now: number, { accounts, ...seen }: Seen): Seen {
  return {
    ...seen,
    accounts: accounts.map((account) => (account?.kind === 'guest' ? withoutExpired(account, now) : account)),
  };
}

/** Each attempt but the last lost to somebody who got on; fifty losses in a row are a storm, in which a pause is kinder. */
const ATTEMPTS_MAX = 50;

/** Only what is remembered for ever has moved money, or a hold on it. */
function countedAs({ kind }: Outcome, { retention }: Command): string {
  const isTransfer = retention === 'forever';
  switch (kind) {
    case 'applied':
      return isTransfer ? 'TransfersApplied' : 'CommandsApplied';
    case 'refused':
      return isTransfer ? 'TransfersRefused' : 'CommandsRefused';
    case 'replayed':
      return 'CommandsReplayed';
    case 'key-reused':
      return 'KeysReused';
    case 'not-found':
      return 'AccountsNotFound';
  }
}
