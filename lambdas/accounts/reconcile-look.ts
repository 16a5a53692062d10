import type { Clock, Timers } from '#platform/platform.ts';
import type { Account, Hold, Transfer } from './domain.ts';
import { type AccountFold, foldAccount } from './reconcile-account.ts';
import { holdsMet } from './reconcile-holds.ts';
import { movements } from './reconcile-movements.ts';
import { shardSums } from './reconcile-shards.ts';
import type { LedgerScan, Scanned, ScannedPage, ScannedTransfer } from './store.scan.ts';

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

/**
 * One scan of everything. A scan is of no one moment, so what is compared is what was moved before it began: that is all
 * written by then, and changes no more. It remembers the account that it is at, the shards and a sum for each currency;
 * the rest is hashed, so that a ledger of any size takes a few megabytes.
 */
export async function lookThrough(ports: LookPorts, closely: ReadonlySet<number>): Promise<Look> {
  const { ledger, clock, timers, settleMs, onPage } = ports;
  const cutoff = clock.now();
  await timers.sleep(settleMs);
  const [moved, shards, holds] = [movements(closely), shardSums(cutoff), holdsMet({ ledger, clock })];
  const sums = new Map<string, bigint>();
  const counts = { accounts: 0, entries: 0, transfers: 0 };
  const differences = new Map<string, string>();
  let current: Current | undefined;

  for await (const page of ledger.pages()) {
    page.found.forEach(take);
    for (const houseID of shards.met) shards.read(houseID, await ledger.shards(houseID));
    for (const [holdID, how] of await holds.compare()) differ(`hold ${holdID}`, how);
    onPage?.(page);
  }
  begin(undefined);
  for (const [name, how] of shards.differing()) differ(name, how);
  for (const [currency, sum] of sums) if (sum !== 0n) differ(`currency ${currency}`, `sums to ${sum} and not to 0`);
  const differing = moved.differing();
  for (const [bucket, how] of differing) differ(`movements ${bucket}`, how);
  return {
    compared: { ...counts, ...shards.counts(), holds: holds.count(), currencies: sums.size },
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
    for (const [holdID, { expiresAt }] of held) holds.meet({ accountID, holdID, expiresAt });
  }

  function takeEntry({ accountID, ...kept }: Extract<Scanned, { kind: 'entry' }>): void {
    if (current?.accountID !== accountID) begin({ accountID, fold: foldAccount(undefined, cutoff) });
    current?.fold.add(kept);
    counts.entries += 1;
    if (isSettled(kept.entry.createdAt)) moved.addEntry(accountID, kept.entry);
  }

  function takeTransfer(scanned: ScannedTransfer): void {
    const { transfer, shards: raised } = scanned;
    counts.transfers += 1;
    shards.add(transfer, raised);
    if (!isSettled(transfer.createdAt)) return;
    moved.addTransfer(scanned);
    if (raised.debit !== undefined) add(transfer.currency, -transfer.amount);
    if (raised.credit !== undefined) add(transfer.currency, transfer.amount);
  }

  function takeHold(hold: Hold): void {
    if (hold.state === 'open') holds.meet(hold);
    if (hold.capturedAt !== undefined && isSettled(hold.capturedAt)) moved.addCaptured(hold);
  }

  /** With the next account the one before it is at its end. */
  function begin(next: Current | undefined): void {
    if (current) {
      const { faults, settled } = current.fold.end();
      if (faults.length > 0) differ(`account ${current.accountID}`, faults.join('; '));
      if (current.currency !== undefined) add(current.currency, settled);
    }
    current = next;
  }

  function add(currency: string, amount: number): void {
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  }

  function differ(name: string, how: string): void {
    if (differences.size < DIFFERENCES_MAX) differences.set(name, how);
  }

  function isSettled(createdAt: Transfer['createdAt']): boolean {
    return Date.parse(createdAt) < cutoff;
  }
}

interface Current {
  readonly accountID: string;
  /** Unknown where there are entries and no account. */
  readonly currency?: string;
  readonly fold: AccountFold;
}
