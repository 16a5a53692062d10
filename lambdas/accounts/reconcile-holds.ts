import { chunksOf } from '#platform/chunks.ts';
import type { Clock } from '#platform/platform.ts';
import type { Hold } from './domain.ts';
import type { Holding, LedgerScan } from './store.scan.ts';

/** Holds that are open, or that an account has, each read once more with its account: either may have changed since. */
export interface HoldsMet {
  meet(hold: Pick<Hold, 'accountID' | 'holdID' | 'expiresAt'>): void;
  /** How those that were met since the last time differ from what their accounts hold for them, by their ids. */
  compare(): Promise<Map<string, string>>;
  count(): number;
}

export function holdsMet({ ledger, clock }: { ledger: LedgerScan; clock: Clock }): HoldsMet {
  let met: Pick<Hold, 'accountID' | 'holdID'>[] = [];
  let compared = 0;

  return {
    meet({ accountID, holdID, expiresAt }) {
      if (expiresAt > clock.now() + EXPIRING_MS) met.push({ accountID, holdID });
    },

    async compare() {
      const faults = new Map<string, string>();
      for (const some of chunksOf(met, HOLDS_AT_ONCE)) {
        const read = await Promise.all(some.map(({ accountID, holdID }) => ledger.holding(accountID, holdID)));
        for (const [n, { holdID }] of some.entries()) {
          const fault = faultOf(holdID, read[n] as Holding);
          if (fault) faults.set(holdID, fault);
        }
      }
      compared += met.length;
      met = [];
      return faults;
    },

    count: () => compared,
  };
}

/** A clock that is so far ahead lets a hold expire in its account that another one still calls open. */
const EXPIRING_MS = 5_000;
const HOLDS_AT_ONCE = 50;

function faultOf(holdID: string, { account, hold }: Holding): string | undefined {
  const held = account?.kind === 'guest' ? account.holds[holdID] : undefined;
  const open = hold?.state === 'open' ? hold : undefined;
  if (!open && held) return `is held by its account, and is ${hold?.state ?? 'not there'}`;
  if (open && !held) return 'is open, and its account does not hold it';
  const isSame = open?.amount === held?.amount && open?.expiresAt === held?.expiresAt && open?.to === held?.to;
  return isSame
    ? undefined
    : `holds ${open?.amount} for ${open?.to}, and in its account ${held?.amount} for ${held?.to}`;
}
