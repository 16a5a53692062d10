import type { Total } from '../load/accounts.ts';
import type { LoadOptions } from './wrk.ts';
import { CONNECTIONS } from './wrk.ts';

export type Contestant = (typeof everybody)[number];

const everybody = [
  'liftline',
  'fastify + PostgreSQL, five statements',
  'fastify + PostgreSQL, one statement',
  'do nothing',
] as const;
const withoutOneStatement = everybody.filter((name) => name !== 'fastify + PostgreSQL, one statement');
const withoutPostgreSQL = everybody.filter((name) => !name.startsWith('fastify'));

/** What is asked of a ledger, and what must have become of it. */
interface LedgerLoad {
  readonly script: LoadOptions['script'];
  /** How many accounts are opened, and how many of them the load is about. @default all of them */
  readonly accounts: number;
  readonly asked?: number;
  /** How many deposits of {@link FUNDS} each account has before. @default 0 */
  readonly deposits?: number;
  readonly contestants: readonly Contestant[];
  /** Whether so many acknowledged requests can have made this difference to all the accounts together. */
  readonly explains: (acknowledged: number, made: Total) => boolean;
}

/** What a load moves at a time, and what stands on each account before, in minor units: nobody runs out of it. */
export const AMOUNT = 250;
export const FUNDS = 1_000_000_000;

/** Each of two runs leaves requests behind whose answers wrk did not wait for when its time was up. */
const UNANSWERED_MAX = 2 * CONNECTIONS;

export const ledgerLoads = {
  deposit: { script: 'deposit.lua', accounts: 10_000, contestants: everybody, explains: allDeposited },
  'hot deposit': {
    script: 'deposit.lua',
    accounts: 10_000,
    asked: 1,
    contestants: everybody,
    explains: allDeposited,
  },
  balance: { script: 'balance.lua', accounts: 10_000, contestants: everybody, explains: nothingMoved },
  transfer: {
    script: 'transfer.lua',
    accounts: 10_000,
    deposits: 1,
    contestants: withoutOneStatement,
    explains: (acknowledged, { balance, version }) => balance === 0 && isMany(version / 2, acknowledged),
  },
  'hold and capture': {
    script: 'hold.lua',
    accounts: 10_000,
    deposits: 1,
    contestants: withoutPostgreSQL,
    // Whoever captures has held before: of all requests half have made an entry, but for those that were under way.
    explains: (acknowledged, { balance, version }) =>
      balance === -version * AMOUNT && Math.abs(acknowledged - 2 * version) <= 2 * UNANSWERED_MAX,
  },
  'statement of 50': {
    script: 'statement.lua',
    accounts: 200,
    deposits: 50,
    contestants: withoutOneStatement,
    explains: nothingMoved,
  },
  mixed: {
    script: 'mixed.lua',
    accounts: 10_000,
    deposits: 1,
    contestants: withoutPostgreSQL,
    // Each is drawn by itself, so that it is 15 % give or take: of 20,000 requests ± 1 % are four standard deviations.
    explains: (acknowledged, { balance, version }) =>
      Math.abs(balance) <= version * AMOUNT && Math.abs(version / acknowledged - 0.15) < 0.01,
  },
} as const satisfies Record<string, LedgerLoad>;

export type LedgerLoadName = keyof typeof ledgerLoads;

export function loadNamed(name: LedgerLoadName): LedgerLoad {
  return ledgerLoads[name];
}

function allDeposited(acknowledged: number, { balance, version }: Total): boolean {
  return balance === version * AMOUNT && isMany(version, acknowledged);
}

function nothingMoved(_: number, { balance, version }: Total): boolean {
  return balance === 0 && version === 0;
}

/** Every acknowledged one, and at most those besides that nobody waited for. */
function isMany(done: number, acknowledged: number): boolean {
  return done >= acknowledged && done <= acknowledged + UNANSWERED_MAX;
}
