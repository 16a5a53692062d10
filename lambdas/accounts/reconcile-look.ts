import { chunksOf } from '#platform/chunks.ts';
import type { Clock, Timers } from '#platform/platform.ts';
import type { Account, Entry, Hold, Transfer } from './domain.ts';
import { type AccountFold, foldAccount } from './reconcile-account.ts';
import { faultOfHold } from './reconcile-holds.ts';
import { movements } from './reconcile-movements.ts';
import { shardSums } from './reconcile-shards.ts';
import type { Holding, LedgerScan, Scanned, ScannedPage } from './store.scan.ts';

export interface LookPorts {
  readonly ledger: LedgerScan;
  readonly clock: Clock;
  readonly timers: Timers;
  /** After this long, what a command has dated is written or never will be. */
  readonly settleMs: number;
  readonly onPage?: (page: ScannedPage) => void;
}

export interface Look {
  readonly compared: Compared;
  /** What differs, and how; at most {@link DIFFERENCES_MAX}. */
  readonly differences: ReadonlyMap<string, string>;
  /** Of movements that differ. */
  readonly buckets: ReadonlySet<number>;
}

/** How many of each. `still` are the shards that nobody raised meanwhile: they were compared to the cent. */
export interface Compared {
  readonly accounts: number;
  readonly entries: number;
  readonly transfers: number;
  readonly shards: number;
  readonly still: number;
  readonly holds: number;
  readonly currencies: number;
}

/** Beyond that nobody reads them one by one. */
const DIFFERENCES_MAX = 1_000;
/** As many of them are read at once. */
const HOLDS_AT_ONCE = 50;
/** A clock that is so far ahead lets a hold expire in its account that another one still calls open. */
const EXPIRING_MS = 5_000;

/**
 * One scan of everything. A scan is of no one moment, so what is compared is what was moved before it began: that is all
 * written by then, and changes no more. It remembers the account that it is at, the shards and a sum for each currency;
 * the rest is hashed, so that a ledger of any size takes a few megabytes.
 */
export async function lookThrough(ports: LookPorts, closely: ReadonlySet<number>): Promise<Look> {
  const { ledger, clock, timers, settleMs, onPage } = ports;
  const cutoff = clock.now();
  await timers.sleep(settleMs);
  const [moved, shards] = [movements(closely), shardSums(cutoff)];
  const sums = new Map<string, bigint>();
  const counts = { accounts: 0, entries: 0, transfers: 0, holds: 0 };
  const differences = new Map<string, string>();
  let current: Current | undefined;
  let holds: HoldName[] = [];

  for await (const page of ledger.pages()) {
    page.found.forEach(take);
    await readShards();
    await compareHolds();
    onPage?.(page);
  }
  begin(undefined);
  for (const [name, faults] of shards.differing()) differ(name, faults);
  for (const [currency, sum] of sums) if (sum !== 0n) differ(`currency ${currency}`, `sums to ${sum} and not to 0`);
  const differing = moved.differing();
  for (const [bucket, facts] of differing) differ(`movements ${bucket}`, facts);
  return {
    compared: { ...counts, ...shards.counts(), currencies: sums.size },
    differences,
    buckets: new Set(differing.keys()),
  };

  function take(scanned: Scanned): void {
    switch (scanned.kind) {
      case 'account':
        takeAccount(scanned.account);
        break;
      case 'entry':
        takeEntry(scanned);
        break;
      case 'transfer':
        takeTransfer(scanned);
        break;
      case 'hold':
        takeHold(scanned.hold);
        break;
      case 'shard':
        shards.meet(scanned.houseID);
        break;
    }
  }

  function takeAccount(account: Account): void {
    const { accountID, currency } = account;
    begin({ accountID, currency, fold: foldAccount(account, cutoff) });
    counts.accounts += 1;
    const held = account.kind === 'guest' ? Object.entries(account.holds) : [];
    for (const [holdID, { expiresAt }] of held) meetHold({ accountID, holdID, expiresAt });
  }

  function takeEntry({ accountID, ...kept }: Extract<Scanned, { kind: 'entry' }>): void {
    if (current?.accountID !== accountID) begin({ accountID, fold: foldAccount(undefined, cutoff) });
    current?.fold.add(kept);
    counts.entries += 1;
    const { direction, counterparty } = kept.entry;
    if (isSettled(kept.entry)) moved.told(movement(kept.entry, { direction, accountID, counterparty }), 'other');
  }

  function takeTransfer({ transfer, shards: raised }: Extract<Scanned, { kind: 'transfer' }>): void {
    counts.transfers += 1;
    shards.add(transfer, raised);
    if (raised.debit !== undefined) shards.meet(transfer.from);
    if (raised.credit !== undefined) shards.meet(transfer.to);
    if (!isSettled(transfer)) return;

    const { from, to, amount, currency, holdID, createdAt } = transfer;
    const debit = { direction: 'debit', accountID: from, counterparty: to } as const;
    const credit = { direction: 'credit', accountID: to, counterparty: from } as const;
    if (raised.debit === undefined) moved.told(movement(transfer, debit), 'transfer');
    else add(currency, -amount);
    if (raised.credit === undefined) moved.told(movement(transfer, credit), 'transfer');
    else add(currency, amount);
    if (holdID !== undefined) moved.told(capture({ holdID, amount, createdAt }), 'transfer');
  }

  function takeHold({ holdID, accountID, state, captured: amount, capturedAt: createdAt, expiresAt }: Hold): void {
    if (state === 'open') meetHold({ accountID, holdID, expiresAt });
    if (createdAt !== undefined && isSettled({ createdAt }))
      moved.told(capture({ holdID, amount, createdAt }), 'other');
  }

  function meetHold({ expiresAt, ...name }: HoldName & Pick<Hold, 'expiresAt'>): void {
    if (expiresAt > clock.now() + EXPIRING_MS) holds.push(name);
  }

  async function readShards(): Promise<void> {
    for (const houseID of shards.met) shards.read(houseID, await ledger.shards(houseID));
  }

  async function compareHolds(): Promise<void> {
    counts.holds += holds.length;
    for (const some of chunksOf(holds, HOLDS_AT_ONCE)) {
      const read = await Promise.all(some.map(({ accountID, holdID }) => ledger.holding(accountID, holdID)));
      for (const [n, { holdID }] of some.entries()) {
        const fault = faultOfHold(holdID, read[n] as Holding);
        if (fault) differ(`hold ${holdID}`, fault);
      }
    }
    holds = [];
  }

  function begin(next: Current | undefined): void {
    if (current) {
      const { faults, settled } = current.fold.end();
      if (faults.length > 0) differ(`account ${current.accountID}`, faults.join('; '));
      add(current.currency, settled);
    }
    current = next;
  }

  function add(currency: string | undefined, amount: number): void {
    if (currency !== undefined) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  }

  function differ(name: string, how: string): void {
    if (differences.size < DIFFERENCES_MAX) differences.set(name, how);
  }

  function isSettled({ createdAt }: Pick<Transfer, 'createdAt'>): boolean {
    return Date.parse(createdAt) < cutoff;
  }
}

interface Current {
  readonly accountID: string;
  /** Unknown where there are entries and no account. */
  readonly currency?: string;
  readonly fold: AccountFold;
}

interface HoldName {
  readonly accountID: string;
  readonly holdID: string;
}

/** What a guest's side of a transfer is in its entry and in the transfer itself. */
function movement(
  { transferID, kind, amount, createdAt }: Pick<Transfer, 'transferID' | 'kind' | 'amount' | 'createdAt'>,
  { direction, accountID, counterparty }: Pick<Entry, 'direction' | 'counterparty'> & { readonly accountID: string },
): string {
  return `${kind} ${transferID} of ${createdAt}, a ${direction} of ${amount} in ${accountID} against ${counterparty}`;
}

/** What a capture is in its transfer and in its hold. */
function capture({ holdID, amount, createdAt }: Pick<Transfer, 'amount' | 'createdAt'> & { holdID: string }): string {
  return `capture of ${amount} from hold ${holdID} of ${createdAt}`;
}
