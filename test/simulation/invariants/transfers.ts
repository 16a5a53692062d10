import type { Invariant } from './invariant.ts';

/** A transfer as its item has it. */
export interface KeptTransfer {
  readonly transferID: string;
  readonly kind: string;
  readonly amount: number;
  readonly refunded: number;
  /** Of a capture. */
  readonly holdID?: string;
  /** Of a refund. */
  readonly refundOf?: string;
}

export const refundsWithinTransfer: Invariant<{ of: KeptTransfer; refunds: readonly KeptTransfer[] }> = {
  id: 'I22',
  says: 'Never more is given back than was moved, and it says so how much that was',
  broken({ of: { transferID, amount, refunded }, refunds }) {
    const sum = refunds.reduce((total, refund) => total + refund.amount, 0);
    if (sum > amount) return `${sum} of ${amount} was given back of ${transferID}`;
    return sum === refunded ? undefined : `${transferID} says ${refunded} and ${sum} was given back`;
  },
};

export const onlyTransfersAreRefunded: Invariant<{ of: KeptTransfer | undefined; refund: KeptTransfer }> = {
  id: 'I22',
  says: 'What is given back was a payment, a capture or a transfer',
  broken({ of, refund }) {
    const isRefundable = of && ['payment', 'capture', 'transfer'].includes(of.kind);
    return isRefundable ? undefined : `${refund.transferID} gives back a ${of?.kind ?? 'transfer that is not there'}`;
  },
};

export const refundIsRefusedForCause: Invariant<{
  of: KeptTransfer | undefined;
  asked: number;
  isRest: boolean;
  command: string;
}> = {
  id: 'I22',
  says: 'A refund is refused as too much only where it is',
  broken({ of, asked, isRest, command }) {
    const left = of && of.amount - of.refunded;
    return left === undefined || left < (isRest ? 1 : asked)
      ? undefined
      : `${command}: ${left} is left of ${of?.amount}`;
  },
};

export const entryIsAsAsked: Invariant<{
  command: string;
  entry: { readonly accountID: string; readonly change: number };
  /** By account. */
  asked: Readonly<Record<string, number>>;
  isRest: boolean;
}> = {
  id: 'I23',
  says: 'Money moves as its command asked for: so much, that way, and in no other account',
  broken({ command, entry: { accountID, change }, asked, isRest }) {
    const wanted = asked[accountID];
    const isRight =
      wanted !== undefined &&
      (isRest ? Math.sign(change) === Math.sign(wanted) && Math.abs(change) <= Math.abs(wanted) : change === wanted);
    return isRight ? undefined : `${command} asked for ${JSON.stringify(asked)}: ${change} in ${accountID}`;
  },
};

export const bothSidesMove: Invariant<{ command: string; changes: readonly number[]; sides: number }> = {
  id: 'I23',
  says: 'Between two guests, what one gives the other gets in the same moment',
  broken({ command, changes, sides }) {
    const sum = changes.reduce((total, change) => total + change, 0);
    const isRight = changes.length === sides && (sides < 2 || sum === 0);
    return isRight ? undefined : `${command} has moved ${changes.join(' and ')} on ${sides} sides`;
  },
};

export const closedForGood: Invariant<{ accountID: string; wasClosed: boolean; isClosed: boolean; balance: number }> = {
  id: 'I24',
  says: 'An account is closed with nothing in it, and never changes again',
  broken({ accountID, wasClosed, isClosed, balance }) {
    if (wasClosed) return `${accountID} was closed, and is written`;
    return isClosed && balance !== 0 ? `${accountID} is closed with ${balance} in it` : undefined;
  },
};
