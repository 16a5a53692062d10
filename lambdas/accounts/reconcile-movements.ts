import type { Entry, Hold, Transfer } from './domain.ts';
import type { ScannedTransfer } from './store.scan.ts';

/**
 * Whether transfers, entries, captured holds and what was refunded say the same, of a hundred million of them and in a
 * megabyte: each fact is hashed into a bucket, where a transfer adds it and the other takes it away. Order and distance do
 * not matter. A bucket that is not zero in the end has a fact that one of them alone has told.
 *
 * What was given back of a transfer is told cent by cent: a refund adds its amount, its transfer takes away the total. That
 * grows after the date of the transfer, so it may be ahead of the refunds that are counted; the next look counts them.
 */
export interface Movements {
  addEntry(accountID: string, entry: Entry): void;
  addTransfer(scanned: ScannedTransfer): void;
  addCaptured(hold: Hold): void;
  /** By bucket, what only one of two says, where it was looked at closely. */
  differing(): Map<number, string>;
}

/** What goes into one of these buckets is remembered, so that it can be named. */
export function movements(closely: ReadonlySet<number>): Movements {
  const sums = new Int32Array(2 * BUCKETS);
  const kept = new Map(Array.from(closely, (bucket) => [bucket, new Map<string, Kept>()]));

  return {
    addEntry(accountID, entry) {
      const { direction, counterparty } = entry;
      tell(-1, sideOf(entry, { direction, accountID, counterparty }));
    },

    addTransfer({ transfer, refunded, shards: { debit, credit } }) {
      const { transferID, from, to, amount, holdID, refundOf, createdAt } = transfer;
      const [payer, payee] = [
        { direction: 'debit', accountID: from, counterparty: to } as const,
        { direction: 'credit', accountID: to, counterparty: from } as const,
      ];
      if (debit === undefined) tell(1, sideOf(transfer, payer));
      if (credit === undefined) tell(1, sideOf(transfer, payee));
      if (holdID !== undefined) tell(1, captureOf(holdID, { amount, createdAt }));
      if (refundOf !== undefined) tell(amount, refundedOf(refundOf), fromItsRefunds);
      if (refunded > 0) tell(-refunded, refundedOf(transferID), fromItsRefunds);
    },

    addCaptured({ holdID, captured: amount, capturedAt: createdAt }) {
      tell(-1, captureOf(holdID, { amount, createdAt }));
    },

    differing() {
      const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
      const differing = buckets.filter((bucket) => sums[2 * bucket] !== 0 || sums[2 * bucket + 1] !== 0);
      return new Map(differing.map((bucket) => [bucket, factsIn(bucket).join('; ') || 'not looked at closely']));
    },
  };

  function tell(times: number, fact: string, differs = fromItsTransfer): void {
    const [one, other] = [hashOf(fact, 0x9e3779b9), hashOf(fact, 0x85ebca6b)];
    const bucket = one >>> (32 - BUCKET_BITS);
    sums[2 * bucket] = (sums[2 * bucket] as number) + Math.imul(times, one);
    sums[2 * bucket + 1] = (sums[2 * bucket + 1] as number) + Math.imul(times, other);
    const facts = kept.get(bucket);
    const sum = (facts?.get(fact)?.times ?? 0) + times;
    if (sum === 0) facts?.delete(fact);
    else facts?.set(fact, { times: sum, differs });
  }

  function factsIn(bucket: number): string[] {
    const facts = [...(kept.get(bucket) ?? [])];
    return facts.map(([fact, { times, differs }]) => `${fact}: ${differs(times)}`);
  }
}

/** How often transfers alone have told a fact, or, below zero, the others alone; and how that is said. */
interface Kept {
  readonly times: number;
  readonly differs: (times: number) => string;
}

function fromItsTransfer(times: number): string {
  return `its transfer ${times > 0 ? 'alone says so' : 'does not say so'}`;
}

function fromItsRefunds(cents: number): string {
  return `${Math.abs(cents)} ${cents > 0 ? 'less' : 'more'} than its refunds are`;
}

/** 65,536 × 8 bytes. Of 100 million facts, 1,500 share a bucket: some 300 KB for each that is looked at closely. */
const BUCKET_BITS = 16;
const BUCKETS = 2 ** BUCKET_BITS;

/** What a guest's side of a transfer is in its entry and in the transfer itself. */
function sideOf(
  { transferID, kind, amount, createdAt }: Pick<Transfer, 'transferID' | 'kind' | 'amount' | 'createdAt'>,
  { direction, accountID, counterparty }: Pick<Entry, 'direction' | 'counterparty'> & { readonly accountID: string },
): string {
  return `${kind} ${transferID} of ${createdAt}, a ${direction} of ${amount} in ${accountID} against ${counterparty}`;
}

/** What a capture is in its transfer and in its hold. */
function captureOf(holdID: string, { amount, createdAt }: { amount: number; createdAt: string | undefined }): string {
  return `capture of ${amount} from hold ${holdID} of ${createdAt}`;
}

/** What was given back of a transfer is in its refunds and in the transfer itself. */
function refundedOf(transferID: string): string {
  return `refunded of ${transferID}`;
}

/** FNV-1a, and the last step of MurmurHash3, which lets every bit depend on every other. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
