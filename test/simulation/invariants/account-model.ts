import { type Contradiction, contradictionIn, type Model, type Operation } from '../linearizable.ts';
import type { Invariant } from './invariant.ts';

/** What a client saw of one account. */
export type Seen = {
  /** What the clock that decided may have shown (milliseconds since 1970 UTC): before the first all was held, after the second nothing. */
  readonly clock: { readonly from: number; readonly to: number };
} & Sight;

export type Sight =
  | { readonly did: 'move'; readonly change: number; readonly told?: Told }
  | { readonly did: 'hold'; readonly hold: HoldOf }
  | { readonly did: 'capture'; readonly holdID: string; readonly change: number; readonly told?: Told }
  | { readonly did: 'release'; readonly holdID: string }
  | { readonly did: 'close' }
  | { readonly did: 'be refused'; readonly code: string; readonly asked: number; readonly holdID?: string }
  | { readonly did: 'read'; readonly told: ReadStanding }
  | { readonly did: 'list holds'; readonly told: readonly string[] };

export interface HoldOf {
  readonly holdID: string;
  readonly amount: number;
  readonly expiresAt: number;
}

interface Told {
  readonly balance: number;
  readonly version: number;
  readonly available?: number;
}

interface ReadStanding extends Told {
  readonly held: number;
  readonly status: string;
}

interface Standing {
  readonly balance: number;
  readonly version: number;
  readonly isClosed: boolean;
  /** All that there ever were. One that is gone was past its time for somebody who wrote the account. */
  readonly holds: ReadonlyMap<string, HoldOf & { readonly is: 'live' | 'gone' | 'settled' }>;
}

type Holds = Standing['holds'];

/** An account as its clients may see it. Nobody writes down that a hold has expired, so each clock sees that for itself. */
export const ACCOUNT: Model<Standing, Seen> = {
  initial: { balance: 0, version: 0, isClosed: false, holds: new Map() },

  nameOf: ({ balance, version, isClosed, holds }) =>
    `${balance}/${version}/${isClosed}/${[...holds.values()].map(({ holdID, is }) => holdID + is).sort()}`,

  step: (state, seen) => waysToSee(state.holds, seen.clock).flatMap((holds) => after(state, seen, holds)),
};

/** Each way in which a clock may have judged which of the holds are past their time. */
function waysToSee(holds: Holds, { from, to }: Seen['clock']): Holds[] {
  let ways: Holds[] = [holds];
  for (const hold of holds.values()) {
    if (hold.is !== 'live' || hold.expiresAt > to) continue;
    const without = ways.map((way) => new Map([...way, [hold.holdID, { ...hold, is: 'gone' as const }]]));
    ways = hold.expiresAt <= from ? without : [...ways, ...without];
  }
  return ways;
}

/** `holds` as they were judged: who writes, writes them so. */
function after(state: Standing, seen: Seen, holds: Holds): Standing[] {
  const { balance, version, isClosed } = state;
  const held = heldIn(holds);
  switch (seen.did) {
    case 'read': {
      const { told } = seen;
      const isSame = told.balance === balance && told.version === version && told.held === held;
      return isSame && (told.status === 'closed') === isClosed ? [state] : [];
    }
    case 'list holds':
      return `${liveIn(holds)
        .map(({ holdID }) => holdID)
        .sort()}` === `${[...seen.told].sort()}`
        ? [state]
        : [];
    case 'be refused':
      return isJustified(seen, { ...state, holds }) ? [state] : [];
    case 'move':
      return moved({ ...state, holds }, seen);
    case 'capture': {
      const taken = holds.get(seen.holdID);
      if (taken?.is !== 'live' || taken.amount + seen.change < 0) return [];
      return moved({ ...state, holds: settled(holds, seen.holdID) }, seen);
    }
    case 'release':
      return holds.get(seen.holdID)?.is === 'live' ? [{ ...state, holds: settled(holds, seen.holdID) }] : [];
    case 'hold':
      if (isClosed || balance - held < seen.hold.amount) return [];
      return [{ ...state, holds: new Map([...holds, [seen.hold.holdID, { ...seen.hold, is: 'live' }]]) }];
    case 'close':
      return isClosed || balance !== 0 ? [] : [{ ...state, holds, isClosed: true }];
  }
}

function moved(state: Standing, { change, told }: { readonly change: number; readonly told?: Told }): Standing[] {
  const next = { ...state, balance: state.balance + change, version: state.version + 1 };
  const available = next.balance - heldIn(state.holds);
  if (state.isClosed || (change < 0 && available < 0)) return [];
  if (!told) return [next];
  const isSame = told.balance === next.balance && told.version === next.version;
  return isSame && (told.available ?? available) === available ? [next] : [];
}

function isJustified({ code, asked, holdID, clock }: Extract<Seen, { did: 'be refused' }>, state: Standing): boolean {
  const { balance, isClosed, holds } = state;
  const hold = holds.get(holdID ?? '');
  switch (code) {
    case 'insufficient_funds':
      return hold ? hold.amount < asked : balance - heldIn(holds) < asked;
    case 'account_closed':
      return isClosed;
    case 'balance_not_zero':
      return balance !== 0;
    case 'hold_expired':
      return hold?.is === 'gone' && hold.expiresAt <= clock.to;
    case 'hold_not_open':
      return hold?.is === 'settled' || (hold?.is === 'gone' && hold.expiresAt > clock.from);
    // The account has no part in it.
    case 'refund_exceeds_transfer':
      return true;
    default:
      return false;
  }
}

function settled(holds: Holds, holdID: string): Holds {
  const hold = holds.get(holdID);
  return hold ? new Map([...holds, [holdID, { ...hold, is: 'settled' }]]) : holds;
}

function heldIn(holds: Holds): number {
  let sum = 0;
  for (const { amount, is } of holds.values()) if (is === 'live') sum += amount;
  return sum;
}

function liveIn(holds: Holds): HoldOf[] {
  return [...holds.values()].filter(({ is }) => is === 'live');
}

export const linearizable: Invariant<{ accountID: string; history: readonly Operation<Seen>[] }> = {
  id: 'I5',
  says: 'What all clients saw of an account could have happened one after another',
  broken({ accountID, history }) {
    const found: Contradiction<Seen> | undefined = contradictionIn(history, ACCOUNT);
    return found && `${accountID}: after ${JSON.stringify(found.explained)} none of ${JSON.stringify(found.stuckAt)}`;
  },
};
