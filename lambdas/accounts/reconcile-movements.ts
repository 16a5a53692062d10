/**
 * Whether two tellers say the same, of a hundred million facts and in a megabyte: each fact is hashed into a bucket, where
 * the one teller adds it and the other takes it away. Order and distance do not matter. A bucket that is not zero in the
 * end has a fact that one of them alone has told, or both in other words; told again, it is kept in full.
 */
export interface Movements {
  told(fact: string, by: 'transfer' | 'other'): void;
  /** By bucket, what one has told and the other has not. */
  differing(): Map<number, string>;
}

/** What goes into one of these buckets is remembered, so that it can be named. */
export function movements(closely: ReadonlySet<number>): Movements {
  const sums = new Int32Array(2 * BUCKETS);
  const kept = new Map(Array.from(closely, (bucket) => [bucket, new Map<string, number>()]));

  return {
    told(fact, by) {
      const sign = by === 'transfer' ? 1 : -1;
      const [high, low] = [hashOf(fact, 0x9e3779b9), hashOf(fact, 0x85ebca6b)];
      const bucket = high >>> (32 - BUCKET_BITS);
      sums[2 * bucket] = (sums[2 * bucket] as number) + sign * high;
      sums[2 * bucket + 1] = (sums[2 * bucket + 1] as number) + sign * low;
      const facts = kept.get(bucket);
      if (!facts) return;
      const times = (facts.get(fact) ?? 0) + sign;
      if (times === 0) facts.delete(fact);
      else facts.set(fact, times);
    },

    differing() {
      const found = new Map<number, string>();
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        if (sums[2 * bucket] === 0 && sums[2 * bucket + 1] === 0) continue;
        const facts = [...(kept.get(bucket) ?? [])].map(
          ([fact, times]) => `${fact}: ${times > 0 ? 'its transfer alone says so' : 'its transfer does not say so'}`,
        );
        found.set(bucket, facts.join('; ') || 'not looked at closely');
      }
      return found;
    },
  };
}

/** 65,536 × 8 bytes. Of 100 million facts, 1,500 share a bucket: some 200 KB for each that is looked at closely. */
const BUCKET_BITS = 16;
const BUCKETS = 2 ** BUCKET_BITS;

/** FNV-1a, and the last step of MurmurHash3, which lets every bit depend on every other. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
