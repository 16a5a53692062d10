import type { Account, KeptEntry } from './domain.ts';

/** One account, folded from its entries while a scan brings them. */
export interface AccountFold {
  add(kept: KeptEntry): void;
  end(): { readonly faults: readonly string[]; readonly settled: number };
}

/**
 * Adds up what the entries say and holds it against what each of them, and the account, says of the sum. The account was
 * read before its entries: those beyond its version are new, from the cutoff (milliseconds since 1970 UTC) on. `settled`
 * is the balance of before it.
 */
export function foldAccount(account: Account | undefined, cutoff: number): AccountFold {
  const guest = account?.kind === 'guest' ? account : undefined;
  const faults: string[] = [];
  let [last, settled] = [NOTHING, 0];
  if (guest?.version === 0) compareWithAccount(NOTHING);

  return {
    add({ entry, monthDebits, monthCredits }) {
      const { version, balance, direction, amount, createdAt } = entry;
      const [debit, credit] = direction === 'debit' ? [amount, 0] : [0, amount];
      const before = createdAt.startsWith(last.month) ? last : { ...last, monthDebits: 0, monthCredits: 0 };
      const isGap = version !== last.version + 1;
      const isExact =
        balance === last.balance + credit - debit &&
        monthDebits === before.monthDebits + debit &&
        monthCredits === before.monthCredits + credit;
      if (!guest && last === NOTHING) fault('has entries, and no account of a guest');
      if (isGap) fault(`entry ${version} follows entry ${last.version}`);
      else if (!isExact) fault(`entry ${version} does not add up with those before it`);

      const at = Date.parse(createdAt);
      last = { version, balance, at, month: createdAt.slice(0, 'YYYY-MM'.length), monthDebits, monthCredits };
      if (at < cutoff) settled += credit - debit;
      if (version === guest?.version) compareWithAccount(last);
      else if (guest && version > guest.version && at < cutoff) fault(`does not know of its entry ${version}`);
    },

    end() {
      if (guest && guest.version > last.version) {
        fault(`has version ${guest.version}, and its entries end with ${last.version}`);
      }
      return { faults, settled };
    },
  };

  function fault(how: string): void {
    if (faults.length < FAULTS_MAX) faults.push(how);
  }

  function compareWithAccount({ version, balance, at, monthDebits, monthCredits }: typeof NOTHING): void {
    if (guest?.balance !== balance) fault(`has a balance of ${guest?.balance}, and its entries ${balance}`);
    const isExact =
      guest?.lastEntryAt === at && guest.monthDebits === monthDebits && guest.monthCredits === monthCredits;
    if (!isExact) fault(`says something else of its month than its entry ${version}`);
  }
}

const NOTHING = { version: 0, balance: 0, at: 0, month: '', monthDebits: 0, monthCredits: 0 };
/** What comes after is as a rule of the same cause. */
const FAULTS_MAX = 3;
