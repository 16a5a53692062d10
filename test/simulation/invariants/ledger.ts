import type { Invariant } from './invariant.ts';

/** An account as it stands, and the entries that it says it comes from, in the order of their keys. */
export interface Book {
  readonly accountID: string;
  readonly balance: number;
  readonly version: number;
  readonly entries: readonly BookEntry[];
}

export interface BookEntry {
  readonly at: number;
  readonly version: number;
  /** Positive for a credit. */
  readonly change: number;
  /** After it. */
  readonly balance: number;
  /** The command that it comes from, and the transfer that it is part of. */
  readonly command: string;
  readonly transferID: string;
}

export const moneyIsConserved: Invariant<{ guests: number; houses: number }> = {
  id: 'I1',
  says: 'What the guests have is what the house owes',
  broken: ({ guests, houses }) => (guests + houses === 0 ? undefined : `guests have ${guests}, the house ${houses}`),
};

export const balanceIsFold: Invariant<Book> = {
  id: 'I2',
  says: 'A balance is the sum of its entries, each of which says so in its turn',
  broken({ accountID, balance, entries }) {
    let sum = 0;
    for (const entry of entries) {
      sum += entry.change;
      if (entry.balance !== sum) return `entry ${entry.version} of ${accountID} says ${entry.balance} and makes ${sum}`;
    }
    return balance === sum ? undefined : `${accountID} says ${balance} and its entries make ${sum}`;
  },
};

export const neverNegative: Invariant<Book> = {
  id: 'I3',
  says: 'No balance is below 0, nor beyond what a number is exact in',
  broken: ({ accountID, balance }) =>
    balance >= 0 && Number.isSafeInteger(balance) ? undefined : `${accountID}: ${balance}`,
};

export const versionsWithoutGap: Invariant<Book> = {
  id: 'I17',
  says: 'Versions count the entries without a gap, and time never goes back between them',
  broken({ accountID, version, entries }) {
    const wrong = entries.findIndex((entry, n) => entry.version !== n + 1 || entry.at < (entries[n - 1]?.at ?? 0));
    if (wrong >= 0) return `${accountID} has ${JSON.stringify(entries[wrong])} as its entry ${wrong + 1}`;
    return version === entries.length ? undefined : `${accountID} is at ${version} with ${entries.length} entries`;
  },
};

export const appliedOnce: Invariant<{ once: string; effects: readonly string[] }> = {
  id: 'I4',
  says: 'A principal, an operation and a key have one effect at most, for ever',
  broken: ({ once, effects }) => (effects.length <= 1 ? undefined : `${once} had ${effects.join(' and ')}`),
};

export const effectNamesItsAuthor: Invariant<{ command: string; principal: string; author: string }> = {
  id: 'I18',
  says: 'An entry names whoever asked for it',
  broken: ({ command, principal, author }) =>
    principal === author ? undefined : `${command} is of ${principal} and its entry names ${author}`,
};

export const refusalIsFinal: Invariant<{ once: string; refused: string | undefined; effect: string }> = {
  id: 'I6',
  says: 'What was refused, once it was said, is never applied',
  broken: ({ once, refused, effect }) =>
    refused === undefined ? undefined : `${once} was told ${refused} and had ${effect}`,
};

/** Of the house's side, nobody is told. */
export const spokenIsTrue: Invariant<{ command: string; told: Partial<BookEntry>; entry: BookEntry | undefined }> = {
  id: 'I5',
  says: 'Who is told that it is done finds the entry, as it was told',
  broken({ command, told, entry }) {
    if (!entry) return `${command} has no entry`;
    const { balance = entry.balance, version = entry.version, transferID } = told;
    const differs = balance !== entry.balance || version !== entry.version || transferID !== entry.transferID;
    return differs ? `${command} was told ${JSON.stringify(told)} of ${JSON.stringify(entry)}` : undefined;
  },
};

export const replaysAreEqual: Invariant<{ command: string; first: string; now: string }> = {
  id: 'I7',
  says: 'A final answer is repeated byte for byte',
  broken: ({ command, first, now }) => (first === now ? undefined : `${command}: first ${first}, now ${now}`),
};

export const otherRequestIsRefused: Invariant<{
  once: string;
  status: number;
  taken: string | undefined;
  command: string;
}> = {
  id: 'I8',
  says: 'A key that belongs to another request is refused with 422, and changes nothing',
  broken({ once, status, taken, command }) {
    if (taken === undefined || taken === command || status === 422) return undefined;
    return `${once} belongs to ${taken}; ${command} was answered ${status}`;
  },
};

export const noStrayRefusal: Invariant<{ once: string; commands: number }> = {
  id: 'I9',
  says: 'Nobody is refused for a key that somebody else, or another operation, has used',
  broken: ({ once, commands }) => (commands > 1 ? undefined : `${once} was used for one request, and that got 422`),
};

export const nothingCrosses: Invariant<{ to: string; told: string; foreign: readonly string[] }> = {
  id: 'I9',
  says: 'No answer tells one principal of what belongs to another, but whom money has come from or gone to',
  broken: ({ to, told, foreign }) => {
    const beside = told.replace(/"(?:from|to|counterparty)":"[^"]*"/g, '');
    const leaked = foreign.find((each) => beside.includes(each));
    return leaked === undefined ? undefined : `${to} was told of ${leaked}: ${told}`;
  },
};

export const answeredInTheEnd: Invariant<{ command: string; status: number | undefined }> = {
  id: 'I15',
  says: 'When the faults have ended, one more attempt settles a command',
  broken: ({ command, status }) =>
    status === 200 || status === 201 || status === 409 || status === 422
      ? undefined
      : `${command} was answered ${status}`,
};

export const strangersFindNothing: Invariant<{ to: string; status: number | undefined }> = {
  id: 'I9',
  says: "Somebody else's account is not found",
  broken: ({ to, status }) => (status === 404 ? undefined : `${to} was answered ${status}`),
};
