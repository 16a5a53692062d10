import { type Look, type LookPorts, lookThrough } from './reconcile-look.ts';

export type Reconciled = Pick<Look, 'compared' | 'differences'>;

/**
 * Holds the ledger against itself beside the traffic: each account against its entries, entries against transfers, shards
 * against transfers, holds against accounts and captures, what was refunded against the refunds, and the sum of each
 * currency against zero. Different is only what several looks say is: what one of them saw half-way, the next sees done.
 */
export async function reconcile(ports: LookPorts): Promise<Reconciled> {
  let looked = await lookThrough(ports, new Set());
  for (let looks = 1; looks < LOOKS && looked.differences.size > 0; looks += 1) {
    const again = await lookThrough(ports, new Set([...looked.buckets].slice(0, BUCKETS_MAX)));
    const earlier = looked.differences;
    looked = { ...again, differences: new Map([...again.differences].filter(([name]) => earlier.has(name))) };
  }
  return looked;
}

const LOOKS = 3;
/** 64 buckets of 1,500 facts, at some 200 bytes: 20 MB at the most. */
const BUCKETS_MAX = 64;
