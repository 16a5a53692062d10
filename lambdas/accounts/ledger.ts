import type { Recorded } from '#platform/answer.ts';
import { created } from '#platform/answer.ts';
import { certainWrites } from '#platform/certain-write.ts';
import { type Command, type Remembered, recordOf, remembered } from '#platform/idempotency.ts';
import { type Item, StoreUnavailable, type Written } from '#platform/items.ts';
import type { Platform } from '#platform/platform.ts';
import { problem } from '#platform/problem.ts';
import { recordable } from '#platform/render.ts';
import type { Account, Decision, Movement, Posting, RefusalCode } from './domain.ts';
import { post } from './posting.ts';
import { accountOf, HOUSE_SHARDS, ledgerStore } from './store.ts';

/** What became of a money command. It is one of these for ever: the record says so to every retry. */
export type Outcome =
  | { readonly kind: 'applied'; readonly answer: Recorded }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly answer: Recorded }
  | Remembered
  /** No account that this principal may know of. Nothing is recorded: it may be opened tomorrow. */
  | { readonly kind: 'not-found' };

export interface MoneyCommand {
  /** The accounts that it reads, in the order in which `decide` gets them. */
  readonly accounts: readonly string[];
  /** Pure, and asked again when an account has changed meanwhile. `now` is milliseconds since 1970 UTC. */
  readonly decide: (accounts: readonly (Account | undefined)[], now: number) => Decision;
  /** The account whose balance the answer tells. */
  readonly tells: string;
}

export interface Ledger {
  /**
   * Applies a command once, or refuses it once. Throws UnknownOutcome or StoreUnavailable when its deadline comes before
   * anybody knows which; a retry with the same key then finds out.
   */
  execute(command: Command, money: MoneyCommand): Promise<Outcome>;
}

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

export function ledgerOn(platform: Ports, table: string): Ledger {
  const { clock, random, metrics } = platform;
  const store = ledgerStore(platform.items, table);
  const write = certainWrites(platform);

  return {
    async execute(command, money) {
      const outcome = await settle(command, money);
      metrics.count(COUNTED_AS[outcome.kind], 1);
      return outcome;
    },
  };

  /** "Absent" in what was read decides nothing: the conditions of the write do, and whoever loses looks again. */
  async function settle(command: Command, money: MoneyCommand): Promise<Outcome> {
    let { record, accounts } = await store.read(command.id, money.accounts);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && clock.monotonic() < command.deadlineMs; attempt += 1) {
      if (record) return remembered(record, command);
      const now = clock.now();
      const decision = money.decide(accounts, now);

      switch (decision.kind) {
        case 'not-found':
          return decision;
        case 'refuse': {
          const answer = recordable(problem(decision.code), command);
          // A refusal is recorded before it is spoken, or a first attempt that is still on its way could apply after it.
          const written = await write([store.refusing(command.id, recordOf(command, answer))], command.deadlineMs);
          if (written.ok) return { kind: 'refused', code: decision.code, answer };
          record = written.reasons[0]?.item;
          break;
        }
        case 'move': {
          const { answer, written } = await apply(command, { movement: decision.movement, tells: money.tells, now });
          if (written.ok) return { kind: 'applied', answer };
          record = written.reasons[0]?.item;
          accounts = accounts.map((account) => changedIn(written, account));
        }
      }
    }
    if (record) return remembered(record, command);
    throw new StoreUnavailable('The accounts kept changing until the deadline.');
  }

  async function apply(command: Command, { movement, tells, now }: { movement: Movement; tells: string; now: number }) {
    const posting = post(movement, { transferID: command.id, now });
    const answer = recordable(
      created({ ...posting.transfer, ...standingOf(posting, tells) }, { location: `/transfers/${command.id}` }),
      command,
    );
    const author = {
      principal: command.principal.sub,
      requestId: command.requestId,
      shard: Math.floor(random.fraction() * HOUSE_SHARDS),
    };
    const actions = store.applying(posting, recordOf(command, answer), author);
    return { answer, written: await write(actions, command.deadlineMs) };
  }
}

/** Of the account that the answer is about, as it stands after the transfer. */
function standingOf({ sides }: Posting, accountID: string) {
  for (const side of sides) {
    if (side.kind !== 'guest' || side.after.accountID !== accountID) continue;
    const { balance, version } = side.after;
    return { balance, available: balance, version };
  }
  throw new Error('A transfer tells the balance of a guest account that it has changed.');
}

/** An account whose condition failed came back with the refusal, which spares a read. */
function changedIn(written: Extract<Written, { ok: false }>, account: Account | undefined): Account | undefined {
  const changed = written.reasons.map(({ item }) => (item && isAccount(item) ? accountOf(item) : undefined));
  return changed.find((each) => each !== undefined && each.accountID === account?.accountID) ?? account;
}

function isAccount({ sk }: Item): boolean {
  return sk === 'A';
}

/** Each attempt but the last lost to somebody who got on; fifty losses in a row are a storm, in which a pause is kinder. */
const ATTEMPTS_MAX = 50;

const COUNTED_AS = {
  applied: 'TransfersApplied',
  refused: 'TransfersRefused',
  replayed: 'CommandsReplayed',
  'key-reused': 'KeysReused',
  'not-found': 'AccountsNotFound',
} as const;
