import type { Transfer } from './domain.ts';
import type { ShardsRaised, ShardTotals } from './store.scan.ts';

/** The house's side: what each shard says, and what the transfers do that have raised it. */
export interface ShardSums {
  /** House accounts whose shards nobody has read yet: to be read as soon as one is met. */
  readonly met: Set<string>;
  meet(houseID: string): void;
  read(houseID: string, shards: readonly ShardTotals[]): void;
  add(transfer: Transfer, raised: ShardsRaised): void;
  differing(): Map<string, string>;
  /** Compared, and those of them that stood still meanwhile. */
  counts(): { readonly shards: number; readonly still: number };
}

/**
 * All that was moved before the cutoff (milliseconds since 1970 UTC) was there when a shard was read; of what came later,
 * some was. So a shard is right between the one and both, which is one number for a shard that stood still.
 */
export function shardSums(cutoff: number): ShardSums {
  const shards = new Map<string, Shard>();
  const read = new Set<string>();
  const met = new Set<string>();

  return {
    met,
    meet(houseID) {
      if (!read.has(houseID)) met.add(houseID);
    },

    read(houseID, totals) {
      read.add(houseID);
      met.delete(houseID);
      for (const [number, said] of totals.entries()) shardOf(houseID, number).said = said;
    },

    add({ from, to, amount, createdAt }, { debit, credit }) {
      const when = Date.parse(createdAt) < cutoff ? 'before' : 'later';
      if (debit !== undefined) raise(shardOf(from, debit)[when], { debits: amount, credits: 0 });
      if (credit !== undefined) raise(shardOf(to, credit)[when], { debits: 0, credits: amount });
      if (debit !== undefined) this.meet(from);
      if (credit !== undefined) this.meet(to);
    },

    differing() {
      const all = [...shards].map(([name, shard]) => [name, faultsOf(shard).join('; ')] as const);
      return new Map(all.filter(([, faults]) => faults !== ''));
    },

    counts() {
      const still = [...shards.values()].filter(({ later }) => later.count === 0).length;
      return { shards: shards.size, still };
    },
  };

  function shardOf(houseID: string, number: number): Shard {
    const name = `shard ${number} of ${houseID}`;
    const shard = shards.get(name) ?? {
      said: { ...NOTHING, balance: 0 },
      before: { ...NOTHING },
      later: { ...NOTHING },
    };
    shards.set(name, shard);
    return shard;
  }
}

/** Some 300 bytes, of which there are a hundred for each house account. */
interface Shard {
  said: ShardTotals;
  readonly before: Sums;
  readonly later: Sums;
}

interface Sums {
  debits: number;
  credits: number;
  count: number;
}

const NOTHING: Readonly<Sums> = { debits: 0, credits: 0, count: 0 };

function raise(sums: Sums, { debits, credits }: Omit<Sums, 'count'>): void {
  sums.debits += debits;
  sums.credits += credits;
  sums.count += 1;
}

function faultsOf({ said, before, later }: Shard): string[] {
  const wrong = (['debits', 'credits', 'count'] as const)
    .filter((of) => said[of] < before[of] || said[of] > before[of] + later[of])
    .map((of) => `has ${of} of ${said[of]}, and its transfers ${before[of]}`);
  const isBalanced = said.balance === said.credits - said.debits;
  return isBalanced ? wrong : [...wrong, 'has a balance that is not its credits less its debits'];
}
