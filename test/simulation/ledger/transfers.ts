import { EPOCH_MS } from '../cloud/environment.ts';
import type { World } from '../engine/world.ts';
import { capturedIsMoved, type KeptHold, settledOnce } from '../invariants/holds.ts';
import { check } from '../invariants/invariant.ts';
import { type KeptTransfer, onlyTransfersAreRefunded, refundsWithinTransfer } from '../invariants/transfers.ts';

/** The transfers and the holds of the ledger's table, each with the record of its command. */
export interface Transfers {
  /** Takes in an item as it is written. */
  keep(id: string, item: TransferItem): void;
  /** When all the items of one write are there. */
  judge(): void;
  transfer(transferID: string): KeptTransfer | undefined;
  holdOf(holdID: string): KeptHold | undefined;
  /** What a command has made. */
  holdBy(command: string): KeptHold | undefined;
  holdsOf(accountID: string): readonly KeptHold[];
}

/** Of a transfer as it is stored, what is looked at. */
interface TransferItem extends Omit<KeptTransfer, 'transferID' | 'refunded'>, Omit<KeptHold, 'holdID' | 'accountID'> {
  readonly outcome: 'applied' | 'refused';
  readonly from: string;
  readonly refunded?: number;
  readonly reference: string;
}

interface Options {
  readonly world: World;
  /** Told of each hold that is made, and of the command. */
  readonly applied: (command: string, effect: string, before: string | undefined) => void;
}

export function keepTransfers({ world, applied }: Options): Transfers {
  const transfers = new Map<string, KeptTransfer>();
  const refunds = new Map<string, KeptTransfer[]>();
  const holds = new Map<string, KeptHold>();
  const holdsBy = new Map<string, KeptHold>();
  const captures = new Map<string, KeptTransfer[]>();
  const touched = new Set<string>();
  /** Made by the build that did not know refunds (builds.ts). */
  const older = new Set<string>();

  return {
    keep(id, item) {
      if (item.outcome !== 'applied') return;
      touched.add(id);
      if (item.kind === 'hold') keepHold(id, item);
      else keepTransfer(id, item);
    },

    judge() {
      for (const id of touched) {
        const of = transfers.get(id);
        if (of) check(world, refundsWithinTransfer, { of, refunds: refunds.get(id) ?? [] });
        const hold = holds.get(id);
        const moved = (captures.get(id) ?? []).map(({ amount }) => amount);
        if (hold) check(world, capturedIsMoved, { hold, moved });
      }
      touched.clear();
    },

    transfer: (transferID) => transfers.get(transferID),
    holdOf: (holdID) => holds.get(holdID),
    holdBy: (command) => holdsBy.get(command),
    holdsOf: (accountID) => [...holds.values()].filter((hold) => hold.accountID === accountID),
  };

  function keepHold(
    holdID: string,
    { from: accountID, amount, expiresAt, state, captured, reference }: TransferItem,
  ): void {
    const before = holds.get(holdID);
    const after = { holdID, accountID, amount, expiresAt, state, captured };
    check(world, settledOnce, { before, after });
    if (state === 'captured' && expiresAt - EPOCH_MS - world.now() < 1_000)
      world.mark('a hold was captured in the last second');
    holds.set(holdID, after);
    const made = holdsBy.get(reference)?.holdID;
    if (!before) applied(reference, `hold ${holdID}`, made && `hold ${made}`);
    holdsBy.set(reference, after);
  }

  function keepTransfer(transferID: string, { kind, amount, refunded, holdID, refundOf }: TransferItem): void {
    const isNew = !transfers.has(transferID);
    const transfer = { transferID, kind, amount, refunded: refunded ?? 0 };
    transfers.set(transferID, transfer);
    if (!isNew) return;
    if (refunded === undefined) older.add(transferID);
    if (holdID !== undefined) collect(captures, holdID, transfer);
    if (refundOf === undefined) return;
    check(world, onlyTransfersAreRefunded, { of: transfers.get(refundOf), refund: transfer });
    if (older.has(refundOf)) world.mark('a transfer of the previous build was given back');
    collect(refunds, refundOf, transfer);
  }

  /** With what it belongs to, which is judged as well. */
  function collect(known: Map<string, KeptTransfer[]>, of: string, transfer: KeptTransfer): void {
    known.set(of, [...(known.get(of) ?? []), transfer]);
    touched.add(of);
  }
}
