import type { Invariant } from './invariant.ts';
import type { BookEntry } from './ledger.ts';

/** One page of a statement, as it was answered. */
export interface StatementPage {
  readonly opening: number;
  readonly closing: number;
  readonly debits: number;
  readonly credits: number;
  readonly transactions: readonly ToldEntry[];
}

export interface ToldEntry {
  readonly transferID: string;
  readonly direction: 'debit' | 'credit';
  readonly amount: number;
  readonly balance: number;
  readonly version: number;
}

export const statementIsOneMoment: Invariant<{ pages: readonly StatementPage[] }> = {
  id: 'I25',
  says: 'All pages of a statement are of one moment, and its totals are those of its entries',
  broken({ pages }) {
    const totals = new Set(
      pages.map(({ opening, closing, debits, credits }) => [opening, closing, debits, credits].join()),
    );
    if (totals.size > 1) return `its pages say ${[...totals].join(' and ')}`;
    const [first] = pages as [StatementPage];
    const told = pages.flatMap(({ transactions }) => transactions);
    const { debits, credits } = sumsOf(told);
    if (debits !== first.debits || credits !== first.credits)
      return `${JSON.stringify(first)} has ${debits} and ${credits}`;
    const closing = first.opening + credits - debits;
    if (closing !== first.closing || (told.at(-1)?.balance ?? closing) !== closing)
      return `${JSON.stringify(first)} adds up to ${closing}`;
    return told.every(({ version }, n) => version === (told[0]?.version ?? 0) + n) ? undefined : 'an entry is missing';
  },
};

export const statementIsBook: Invariant<{
  pages: readonly StatementPage[];
  /** Of the account, all of them. */
  book: readonly BookEntry[];
  month: { readonly start: number; readonly end: number };
}> = {
  id: 'I25',
  says: 'A statement is the fold of the entries of its month',
  broken({ pages, book, month: { start, end } }) {
    const [before, within] = [book.filter(({ at }) => at < start), book.filter(({ at }) => start <= at && at < end)];
    const opening = before.at(-1)?.balance ?? 0;
    const wanted = [opening, within.at(-1)?.balance ?? opening, within.map(({ transferID }) => transferID)];
    const [first] = pages;
    const told = [
      first?.opening,
      first?.closing,
      pages.flatMap(({ transactions }) => transactions.map(({ transferID }) => transferID)),
    ];
    return `${told}` === `${wanted}` ? undefined : `${told} is not ${wanted}`;
  },
};

export const balanceIsOfItsMoment: Invariant<{
  told: { readonly balance: number; readonly version: number };
  at: number;
  book: readonly BookEntry[];
}> = {
  id: 'I25',
  says: 'The balance of a moment is that after the last entry up to it',
  broken({ told, at, book }) {
    const last = book.findLast((entry) => entry.at <= at);
    const wanted = { balance: last?.balance ?? 0, version: last?.version ?? 0 };
    const isRight = told.balance === wanted.balance && told.version === wanted.version;
    return isRight ? undefined : `${JSON.stringify(told)} is not ${JSON.stringify(wanted)}`;
  },
};

export const listIsBook: Invariant<{ told: readonly ToldEntry[]; book: readonly BookEntry[] }> = {
  id: 'I2',
  says: 'The list of transactions is the book',
  broken({ told, book }) {
    const [a, b] = [told, book].map((entries) =>
      entries.map(({ version, balance, transferID }) => `${version} ${balance} ${transferID}`).join(),
    );
    return a === b ? undefined : `${a} is not ${b}`;
  },
};

function sumsOf(told: readonly ToldEntry[]): { debits: number; credits: number } {
  const sum = (of: ToldEntry['direction']) =>
    told.reduce((total, { direction, amount }) => (direction === of ? total + amount : total), 0);
  return { debits: sum('debit'), credits: sum('credit') };
}
