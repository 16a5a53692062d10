import { firstOf, type Invariant } from './invariant.ts';

/** A hold as its own item has it. */
export interface KeptHold {
  readonly holdID: string;
  readonly accountID: string;
  readonly amount: number;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
  readonly state: 'open' | 'captured' | 'released';
  readonly captured: number;
}

/** What an account says is held of it, by the hold's id. */
export type HeldIn = Readonly<Record<string, { readonly amount: number; readonly expiresAt: number }>>;

export const heldIsCovered: Invariant<{ accountID: string; balance: number; held: HeldIn }> = {
  id: 'I19',
  says: 'What is held is a part of the balance, and nobody spends it',
  broken({ accountID, balance, held }) {
    const sum = Object.values(held).reduce((total, { amount }) => total + amount, 0);
    return sum <= balance ? undefined : `${accountID} has ${balance}, and ${sum} of it is held`;
  },
};

export const availableIsRest: Invariant<{ balance: number; available: number; held: number }> = {
  id: 'I19',
  says: 'What is available is the balance less what is held',
  broken: ({ balance, available, held }) =>
    available === balance - held && held >= 0 ? undefined : `${balance} less ${held} is not ${available}`,
};

export const holdsCountWhileOpen: Invariant<{
  accountID: string;
  held: HeldIn;
  holds: readonly KeptHold[];
  /** What the fastest clock has, and the slowest one could have had when a write was sent that lands now. */
  clocks: { readonly fastest: number; readonly slowest: number };
}> = {
  id: 'I20',
  says: 'A hold counts in its account until it is settled or its time has come, and not a moment longer',
  broken({ accountID, held, holds, clocks: { fastest, slowest } }) {
    const known = new Map(holds.map((hold) => [hold.holdID, hold]));
    const wrong = [
      ...Object.entries(held).flatMap(([holdID, { amount, expiresAt }]) => {
        const hold = known.get(holdID);
        if (hold?.state !== 'open') return `${holdID} counts, and is ${hold?.state ?? 'not there'}`;
        if (hold.amount !== amount || hold.expiresAt !== expiresAt)
          return `${holdID} counts otherwise than it was made`;
        return expiresAt > slowest ? [] : `${holdID} counts after its time`;
      }),
      ...holds
        .filter(({ state, expiresAt, holdID }) => state === 'open' && expiresAt > fastest && !held[holdID])
        .map(({ holdID }) => `${holdID} is open, and does not count`),
    ];
    const found = firstOf(wrong);
    return found === undefined ? undefined : `${accountID}: ${found}`;
  },
};

export const settledOnce: Invariant<{ before: KeptHold | undefined; after: KeptHold }> = {
  id: 'I21',
  says: 'A hold is captured or released once at most, and never for more than was held',
  broken({ before, after: { holdID, state, amount, captured } }) {
    const isNew = before === undefined && state === 'open' && captured === 0;
    const isSettled = before?.state === 'open' && state !== 'open' && before.amount === amount;
    const isWithin = state === 'captured' ? captured > 0 && captured <= amount : captured === 0;
    if ((isNew || isSettled) && isWithin) return undefined;
    return `${holdID} of ${amount} was ${before?.state ?? 'not there'} and is ${state}, ${captured} of it captured`;
  },
};

export const capturedIsMoved: Invariant<{ hold: KeptHold; moved: readonly number[] }> = {
  id: 'I21',
  says: 'What was captured of a hold has left its account, once',
  broken({ hold: { holdID, captured }, moved }) {
    const sum = moved.reduce((total, amount) => total + amount, 0);
    return sum === captured
      ? undefined
      : `${captured} of ${holdID} is captured, and ${moved.join(' and ') || 0} has left`;
  },
};

export const holdIsAsAsked: Invariant<{ command: string; asked: object; told: object }> = {
  id: 'I5',
  says: 'A hold is for as much and for as long as was asked for, and its client is told so',
  broken({ command, asked, told }) {
    const [a, b] = [JSON.stringify(asked), JSON.stringify(told)];
    return a === b ? undefined : `${command}: ${a} is not ${b}`;
  },
};

export const toldOfHoldIsSo: Invariant<{ told: ToldHold; kept: KeptHold | undefined; fastest: number }> = {
  id: 'I21',
  says: 'What is told of a hold is what has become of it',
  broken({ told, kept, fastest }) {
    const isSo =
      told.state === 'expired'
        ? kept !== undefined && kept.expiresAt <= fastest
        : told.state === 'open' || (told.state === kept?.state && told.captured === kept.captured);
    return isSo ? undefined : `${JSON.stringify(told)} is told of ${JSON.stringify(kept)}`;
  },
};

interface ToldHold {
  readonly state: KeptHold['state'] | 'expired';
  readonly captured: number;
}
